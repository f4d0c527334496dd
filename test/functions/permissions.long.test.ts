import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test, vi } from 'vitest';
import type { Exchange } from '../../local/aws.ts';
import { actionsOfRole } from '../../local/stack/role-actions.ts';
import { readService } from '../../local/stack/service.ts';
import { roomy } from '../support/acting.ts';
import { createRepositories, push } from '../support/images.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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

/** Where the action that IAM knows is called otherwise than the operation (Service Authorization Reference). */
const otherNames: Record<string, string> = {
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:UploadPart': 's3:PutObject',
  's3:CompleteMultipartUpload': 's3:PutObject',
};

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** The actions that each function has called for, by its key. */
const called = new Map<string, Set<string>>();

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

  const allowed = await allowedActions();
  const refused = [...called].flatMap(([key, actions]) =>
    [...actions].filter((it) => !allowed.get(key)?.has(it)).map((it) => `${key}: ${it}`),
  );
  expect(refused).toEqual([]);
  expectCalls([...allowed.keys()]);
});

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
  for (const key of ['repository', 'cache']) {
    expect(callsOf(key)).toContain('ecr:StartLifecyclePolicyPreview');
    expect(callsOf(key)).toContain('ecr:GetLifecyclePolicyPreview');
  }
  expect(callsOf('inventory')).toContain('s3:PutObject');
  expect(callsOf('credential')).toContain('secretsmanager:GetSecretValue');
  expect(callsOf('storage-class')).toContain('lambda:GetFunction');
  expect(callsOf('replication')).toContain('ecr:DescribeImageReplicationStatus');
}

/** Calls of registry clients are left out: what they ask for is no operation of the API. */
function note({ service, operation, principalArn = '' }: Exchange): void {
  const [, key] = /\/ecr-steward-local-(.+)$/.exec(principalArn) ?? [];
  if (key === undefined || service === 'distribution') return;
  const action = `${service}:${operation}`;
  const actions = called.get(key) ?? new Set();
  called.set(key, actions.add(otherNames[action] ?? action));
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

/** The actions that the template allows each function, by its key. */
async function allowedActions(): Promise<Map<string, Set<string>>> {
  const file = join(await temporaryFolder({ 'registry.yml': registryYml }), 'registry.yml');
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const account = { region: 'eu-west-1', accountId: '123456789012' };
  const { configuration } = await readService({ directory: '.', stage: 'local', ...account });
  vi.unstubAllEnvs();
  const functions = configuration.functions as Record<string, { role: string }>;
  return new Map(
    Object.entries(functions).map(([key, { role }]) => [
      key,
      new Set(actionsOfRole({ configuration }, role)),
    ]),
  );
}
