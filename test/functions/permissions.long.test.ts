import { readdirSync } from 'node:fs';
import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Exchange } from '../../local/aws.ts';
import { roomy } from '../support/acting.ts';
import { createRepositories, push } from '../support/images.ts';
import { withhold } from '../support/permissions.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';
import { unrecorded } from '../support/template/unrecorded.ts';

/** As much as possible is declared, so that as many calls as possible are made. */
const registryYml = `
limits: ${roomy}
naming:
  grace: 0s
  tags:
    - {rule: deleted, repositories: ['team-b/**'], kinds: [semver], action: delete}
    - {rule: quarantined, kinds: [semver], action: quarantine}
pullThroughCache:
  validate: deep
  prune: true
  rules:
    - prefix: docker-hub
      upstream: docker-hub
      credential: ecr-pullthroughcache/hub
      pullers: ['111122223333']
      repositories: {lifecycle: {keepLast: 5}, scanOnPush: true, mutability: MUTABLE}
    - {prefix: quay, upstream: quay, warm: [{image: team-a/web, tags: ['1.0.0']}]}
movedTags: [{mutable: [latest]}]
baseline:
  - {action: enforce, mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {defaults: {owner: nobody}}}
scanning: {rules: [{rule: all, fail: {critical: 0}, action: quarantine}]}
inventory: {manifests: true}
`;

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** The operations that each function has called, by its key. */
const called = new Map<string, Set<string>>();

/** What was refused, whoever called it. */
const refused: string[] = [];

test('each function’s role allows every call that it makes', async () => {
  const uses = {
    services: [{ cluster: 'prod', name: 'web', images: [`${host}/team-a/web:1.0.0`] }],
    tasks: [{ cluster: 'prod', family: 'job', containers: [{ image: 'nginx' }] }],
    functions: [{ name: 'image', imageUri: 'nginx' }],
  };
  const nobody = { UPSTREAM_ADDRESSES: 'quay.io=http://127.0.0.1:9' };
  const findings = { '*': { findings: [{ name: 'CVE-2026-1', severity: 'CRITICAL' as const }] } };
  const started = await startTestStack(registryYml, { uses, findings }, nobody);
  started.aws.onExchange(note);
  await fill(started);
  for (const { name, schedules } of started.stack.functions) {
    for (const schedule of schedules) await started.stack.fire(schedule.name ?? name);
    await started.stack.idle();
  }
  for (const file of samples()) started.stack.deliver(sampleEvent(file));
  await started.stack.idle();

  expect(refused).toEqual([]);
  expect(unrecorded(started.requests)).toEqual([]);
  expectCalls(started.stack.functions.map(({ name }) => name));
});

/** Permissions that no call names, or all need. */
test.each([
  ['PushRole', 'dynamodb:UpdateItem', /^The ledger cannot be reached.*\n[\s\S]*UpdateItem/],
  ['CacheRole', 'iam:CreateServiceLinkedRole', /perform: iam:CreateServiceLinkedRole on/],
])('%s without %s: an alert names it', async (role, action, alert) => {
  const { stack, alerts } = await pushedWithout(role, action);
  await stack.fire('cache');
  expect(alerts()).toContainEqual(expect.stringMatching(alert));
});

test('who may not publish fails, with the right that is missing', async () => {
  const { invocations } = await pushedWithout('PushRole', 'sns:Publish');
  const [first] = invocations.filter(({ functionName }) => functionName === 'push');
  const message = expect.stringMatching(/is not authorized to perform: SNS:Publish on resource: /);
  expect(first?.outcome).toMatchObject({ ok: false, error: { message } });
});

async function pushedWithout(role: string, action: string): Promise<TestStack> {
  const started = await startTestStack(registryYml);
  const { aws, ecr, stack } = started;
  withhold(aws, stack.resources[role]?.arn ?? '', action);
  await createRepositories(ecr, 'team-a/web');
  await push(ecr, 'team-a/web', ['wrong']);
  await stack.idle();
  return started;
}

/** So that there was something to allow. */
function expectCalls(functions: readonly string[]): void {
  const callsOf = (key: string) => [...(called.get(key) ?? [])];
  expect([...called.keys()].toSorted()).toEqual(functions.toSorted());
  expect(callsOf('push')).toEqual(
    expect.arrayContaining([
      'ecr:PutImage',
      'ecr:BatchDeleteImage',
      'sns:Publish',
      'dynamodb:UpdateItem',
    ]),
  );
  expect(callsOf('walk')).toEqual(
    expect.arrayContaining([
      'ecr:StartLifecyclePolicyPreview',
      'ecr:GetLifecyclePolicyPreview',
      'ecr:DescribeImageReplicationStatus',
      's3:PutObject',
    ]),
  );
  expect(callsOf('credential')).toContain('secretsmanager:GetSecretValue');
  expect(callsOf('storage-class')).toContain('lambda:GetFunction');
}

/** The local AWS enforces the policies of the roles. */
function note({ service, operation, principalArn = '', error }: Exchange): void {
  const call = `${service}:${operation}`;
  if (/Denied|AuthorizationError|DENIED/.test(error?.name ?? '')) {
    refused.push(`${call}: ${error?.message}`);
  }
  const [, key] = /\/ecr-steward-local-([^/]+)$/.exec(principalArn) ?? [];
  if (key !== undefined) called.set(key, (called.get(key) ?? new Set()).add(call));
}

async function fill({ ecr, secretsManager, stack }: TestStack): Promise<void> {
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'not-to-be-seen' });
  await secretsManager.send(
    new CreateSecretCommand({ Name: 'ecr-pullthroughcache/hub', SecretString }),
  );
  const destinations = [{ region: 'eu-central-1', registryId: '123456789012' }];
  const replicationConfiguration = { rules: [{ destinations }] };
  await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
  await createRepositories(ecr, 'team-a/web', 'team-b/api', 'docker-hub/library/redis');
  await push(ecr, 'team-a/web', ['wrong']);
  await push(ecr, 'docker-hub/library/redis', ['7']);
  await push(ecr, 'team-b/api', ['1.0.0', 'wrong']);
  await stack.idle();
}

function samples(): string[] {
  return readdirSync('events', { recursive: true, encoding: 'utf8' })
    .filter((file) => /^aws\.[\w.]+\/.+\.json$/.test(file))
    .sort();
}
