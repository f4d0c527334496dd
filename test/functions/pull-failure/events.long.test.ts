import { DeletePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { withhold } from '../../support/permissions.ts';
import { sampleEvent, startTestStack } from '../../support/stack.ts';
import { alertAfter, denied, SecretId, withRule } from './pull-failure.ts';

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

  test('unknown where the login may not be tried: the alert names the right', async () => {
    const started = await withRule();
    const { arn = '' } = started.stack.resources.PullFailureRole ?? {};
    withhold(started.aws, arn, 'ecr:ValidatePullThroughCacheRule');
    const alert = await alertAfter(started, denied);
    expect(alert).toMatch(
      /whether ECR can log in is unknown: access denied: .*ecr:ValidatePullThroughCacheRule/,
    );
    expect(alert).not.toContain('the login works');
  });

  test('a rule that is gone', async () => {
    const started = await withRule();
    const ecrRepositoryPrefix = 'docker-hub';
    await started.ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
    expect(await alertAfter(started, denied)).toContain(
      'the cache rule docker-hub no longer exists',
    );
  });
});

test('a pull that worked reaches no function', async () => {
  const { stack } = await startTestStack('');
  expect(stack.deliver(sampleEvent('aws.ecr/ptc-success.json'))).toEqual([]);
});
