import { readdirSync } from 'node:fs';
import { PutRegistryScanningConfigurationCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { createRepositories, push } from '../support/images.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';
import { standalone } from '../support/template/standalone.ts';
import { unrecorded } from '../support/template/unrecorded.ts';

test.each(standalone)('with %s alone, nothing is denied', async (registryYml) => {
  const findings = { '*': { findings: [{ name: 'CVE-2026-1', severity: 'CRITICAL' as const }] } };
  const nobody = { UPSTREAM_ADDRESSES: 'quay.io=http://127.0.0.1:9' };
  const { aws, ecr, requests, secretsManager, stack } = await startTestStack(
    registryYml,
    { findings },
    nobody,
  );
  const calls: string[] = [];
  const denied: string[] = [];
  aws.storage.createTopic('a');
  aws.onExchange(({ service, operation, principalArn = '', error }) => {
    if (!principalArn.includes('ecr-steward-local-')) return;
    calls.push(operation);
    if (/Denied|AuthorizationError|DENIED/.test(error?.name ?? '')) {
      denied.push(`${principalArn}: ${service}:${operation}: ${error?.message}`);
    }
  });
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'not-to-be-seen' });
  await secretsManager.send(
    new CreateSecretCommand({ Name: 'ecr-pullthroughcache/hub', SecretString }),
  );
  const repositoryFilters = [{ filter: '*', filterType: 'WILDCARD' as const }];
  const rules = [{ scanFrequency: 'SCAN_ON_PUSH' as const, repositoryFilters }];
  await ecr.send(new PutRegistryScanningConfigurationCommand({ scanType: 'BASIC', rules }));
  await createRepositories(ecr, 'team-a/web', 'docker-hub/library/redis');
  await push(ecr, 'team-a/web', ['wrong', '1.0.0']);
  await push(ecr, 'docker-hub/library/redis', ['7']);
  await stack.idle();
  const schedules = stack.functions.flatMap((it) => it.schedules).filter((it) => it.enabled);
  for (const { name } of schedules) {
    await stack.fire(name);
    await stack.idle();
  }
  for (const file of samples()) stack.deliver(sampleEvent(file));
  await stack.idle();

  // Those that every stack has.
  expect(schedules.length).toBeGreaterThanOrEqual(4);
  expect(calls.length).toBeGreaterThan(10);
  expect(denied).toEqual([]);
  expect(unrecorded(requests)).toEqual([]);
});

function samples(): string[] {
  return readdirSync('events', { recursive: true, encoding: 'utf8' })
    .filter((file) => /^aws\.[\w.]+\/.+\.json$/.test(file))
    .sort();
}
