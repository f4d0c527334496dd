import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCreationTemplateCommand,
  DeletePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { recordCalls } from '../support/calls.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const SecretId = 'ecr-pullthroughcache/hub';
const denied = 'aws.ecr/ptc-failed-access-denied.json';

/** An AWS with a rule for Docker Hub, as the sample events name it, and a secret that works. */
async function withRule(): Promise<TestStack> {
  const started = await startTestStack('');
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'not-to-be-seen' });
  const secret = { Name: SecretId, SecretString };
  const { ARN: credentialArn } = await started.secretsManager.send(new CreateSecretCommand(secret));
  const rule = { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'registry-1.docker.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand({ ...rule, credentialArn }));
  await started.stack.idle();
  return started;
}

async function alertAfter(started: TestStack, file: string, detail: object = {}): Promise<string> {
  expect(started.stack.deliver(sampleEvent(file, detail))).toEqual(['pull-failure']);
  await started.stack.idle();
  expect(started.invocations.filter(({ outcome }) => !outcome.ok)).toEqual([]);
  return started.alerts().find((alert) => alert.startsWith('Pulls through the cache')) ?? '';
}

describe('the cause of failed pulls is', () => {
  test('a path without library/, whatever the code', async () => {
    const started = await withRule();
    const alert = await alertAfter(started, denied, { 'repository-name': 'docker-hub/redis' });
    expect(alert).toContain('- pull docker-hub/library/redis:8');
  });

  test('a credential that has died', async () => {
    const started = await withRule();
    const SecretString = 'the-bare-token';
    await started.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));
    const alert = await alertAfter(started, denied);
    expect(alert).toMatch(/Cause: ECR cannot log in upstream: /);
    expect(alert).toMatch(/To do:\n- put a new access token into its secret/);
    expect(JSON.stringify(started.invocations)).not.toContain(SecretString);
  });

  test('a template that sets tags without a role', async () => {
    const started = await withRule();
    const template = { prefix: 'docker-hub', appliedFor: ['PULL_THROUGH_CACHE' as const] };
    const resourceTags = [{ Key: 'owner', Value: 'platform' }];
    await started.ecr.send(
      new CreateRepositoryCreationTemplateCommand({ ...template, resourceTags }),
    );
    expect(await alertAfter(started, denied)).toMatch(
      /Cause: the repository creation template docker-hub sets tags without a role/,
    );
  });

  test('a rule that is gone', async () => {
    const started = await withRule();
    const ecrRepositoryPrefix = 'docker-hub';
    await started.ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
    expect(await alertAfter(started, denied)).toContain(
      'the cache rule docker-hub no longer exists',
    );
  });

  test.each([
    ['aws.ecr/ptc-failed-access-denied.json', 'a wrong path is refused so, too'],
    ['aws.ecr/ptc-failed-rate-limited.json', 'the upstream got too many requests'],
    ['aws.ecr/ptc-failed-unavailable.json', 'the upstream does not answer'],
  ])('what the code says, when nothing else is wrong: %s', async (file, cause) => {
    const path = 'docker-hub/library/redis';
    const detail = { 'ecr-repository-prefix': 'docker-hub', 'repository-name': path };
    expect(await alertAfter(await withRule(), file, detail)).toContain(cause);
  });

  test.each([
    ['a code that is new', { 'failure-code': 'SomethingNew' }, 'ECR says SomethingNew: '],
    ['the name of a method', { 'failure-code': 'constructor' }, 'ECR says constructor: '],
    ['no code', { 'failure-code': undefined }, 'ECR says no code: '],
  ])('told as it is for %s', async (_, detail, cause) => {
    expect(await alertAfter(await withRule(), denied, detail)).toContain(cause);
  });
});

test('a hundred failed pulls of one cause are one message and one diagnosis', async () => {
  const started = await withRule();
  const calls = recordCalls(started.aws);
  for (let tag = 0; tag < 100; tag += 1) {
    started.stack.deliver(sampleEvent(denied, { 'image-tag': `1.${tag}` }));
  }
  await started.stack.idle();
  expect(started.alerts()).toHaveLength(1);
  expect(calls.filter((call) => call === 'ecr:ValidatePullThroughCacheRule')).toHaveLength(1);
  await alertAfter(started, 'aws.ecr/ptc-failed-rate-limited.json');
  expect(started.alerts()).toHaveLength(2);
});

test('an alert that cannot be sent is sent on the retry', async () => {
  const started = await withRule();
  started.aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
  started.stack.deliver(sampleEvent(denied));
  await started.stack.idle();
  const runs = started.invocations.filter(({ functionName }) => functionName === 'pull-failure');
  expect(runs.map(({ outcome }) => outcome.ok)).toEqual([false, true]);
  expect(started.alerts()).toHaveLength(1);
});

test('a pull that worked reaches no function', async () => {
  const { stack } = await startTestStack('');
  expect(stack.deliver(sampleEvent('aws.ecr/ptc-success.json'))).toEqual([]);
});
