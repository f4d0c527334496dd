import { readdirSync } from 'node:fs';
import { PutRegistryScanningConfigurationCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { roomy } from '../support/acting.ts';
import { createRepositories, push } from '../support/images.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';

const fail = 'fail: {critical: 0}';
const hub = 'prefix: docker-hub, upstream: docker-hub, credential: ecr-pullthroughcache/hub';
const quay = 'prefix: quay, upstream: quay';

/**
 * A registry.yml for each thing that a stack can be for by itself, so that its functions have the rights for that and for
 * nothing else: what one of them asks for in passing would be denied.
 */
test.each([
  'naming: {}',
  'naming: {reserved: [wrong], tags: [{rule: all, kinds: [semver]}]}',
  'naming: {grace: 0s, tags: [{rule: all, kinds: [semver], action: quarantine}]}',
  'naming: {grace: 0s, tags: [{rule: all, kinds: [semver], action: delete}]}',
  'naming: {tags: [{rule: all, kinds: [semver], action: quarantine}]}\nuse: {sources: [ecs]}',
  'naming: {tags: [{rule: all, kinds: [semver], action: quarantine}]}\nuse: {sources: []}',
  'naming: {repositories: [{rule: names, allow: [nothing]}]}',
  'baseline: [{mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {required: [owner]}}]',
  'baseline: [{action: enforce, mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {defaults: {owner: nobody}}}]',
  'movedTags: [{mutable: [latest]}]',
  `scanning: {rules: [{rule: all, ${fail}}]}`,
  `scanning: {rules: [{rule: all, ${fail}, action: quarantine}]}`,
  `pullThroughCache: {rules: [{${quay}}]}`,
  `pullThroughCache: {rules: [{${hub}}]}`,
  `pullThroughCache: {rules: [{prefix: docker-hub, upstream: quay, allowReplace: true}]}`,
  `pullThroughCache: {rules: [{${hub}, repositories: {lifecycle: {keepLast: 5}, scanOnPush: true, mutability: MUTABLE}}]}`,
  `pullThroughCache: {rules: [{${quay}, pullers: ['111122223333']}]}`,
  'pullThroughCache: {prune: true}',
  `pullThroughCache: {rules: [{${quay}, warm: [{image: team-a/web, tags: ['1.0.0']}]}]}`,
  'pullThroughCache: {validate: deep}',
  'inventory: {manifests: true}',
  "alerts: {routes: [{owner: a, topicArn: 'arn:aws:sns:eu-west-1:123456789012:a'}]}",
])('with %s alone, nothing is denied', async (registryYml) => {
  const findings = { '*': { findings: [{ name: 'CVE-2026-1', severity: 'CRITICAL' as const }] } };
  const nobody = { UPSTREAM_ADDRESSES: 'quay.io=http://127.0.0.1:9' };
  const yml = `limits: ${roomy}\n${registryYml}`;
  const { aws, ecr, secretsManager, stack } = await startTestStack(yml, { findings }, nobody);
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

  expect(schedules.length).toBeGreaterThan(5);
  expect(calls.length).toBeGreaterThan(10);
  expect(denied).toEqual([]);
});

function samples(): string[] {
  return readdirSync('events', { recursive: true, encoding: 'utf8' })
    .filter((file) => /^aws\.[\w.]+\/.+\.json$/.test(file))
    .sort();
}
