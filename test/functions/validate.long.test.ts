import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { withhold } from '../support/permissions.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const SecretId = 'ecr-pullthroughcache/hub';

async function withRule(registryYml = '', now?: () => Date): Promise<TestStack> {
  const started = await startTestStack(registryYml, { ...(now && { now }) });
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'not-to-be-seen' });
  const input = { Name: SecretId, SecretString };
  const { ARN } = await started.secretsManager.send(new CreateSecretCommand(input));
  const rule = { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand({ ...rule, credentialArn: ARN }));
  await started.stack.idle();
  const open = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand(open));
  return started;
}

test('tries each rule with a credential and tells nobody when all work', async () => {
  const { stack, alerts, invocations } = await withRule();
  expect(await stack.fire('validate')).toEqual({
    ok: true,
    result: { rules: [{ prefix: 'hub', valid: true }] },
  });
  expect(alerts()).toEqual([]);
  expect(JSON.stringify(invocations)).not.toContain('not-to-be-seen');
});

test('fails where it may not validate, so that somebody notices', async () => {
  const { aws, stack, alerts, deadLetters } = await withRule();
  const { arn = '' } = stack.resources.ValidateRole ?? {};
  withhold(aws, arn, 'ecr:ValidatePullThroughCacheRule');
  const message = expect.stringMatching(
    /^whether ECR can log in for the cache hub is unknown: access denied: .*ecr:ValidatePullThroughCacheRule/,
  );
  expect(await stack.fire('validate')).toMatchObject({ ok: false, error: { message } });
  expect(alerts()).toEqual([]);
  expect(deadLetters()).toHaveLength(1);
});

test('tells of a secret that is about to be deleted, with the remedy', async () => {
  const { secretsManager, stack, alerts } = await withRule();
  await secretsManager.send(new DeleteSecretCommand({ SecretId }));
  await stack.idle();
  expect(alerts()).toEqual([
    expect.stringMatching(
      /^ECR cannot log in for the cache hub\n\n[\s\S]*- the secret .*aws secretsmanager restore-secret --secret-id ecr-pullthroughcache\/hub\n/,
    ),
  ]);
});

test('tells of a value that is none, and never shows it', async () => {
  const { secretsManager, stack, alerts, invocations } = await withRule();
  const SecretString = 'the-bare-token';
  await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));
  await stack.idle();
  expect(alerts()).toEqual([expect.stringContaining('put a new access token into its secret')]);
  expect(JSON.stringify([alerts(), invocations])).not.toContain(SecretString);
});

test('tells of a working credential that is older than registry.yml allows', async () => {
  const old = new Date(Date.now() - 100 * 86_400_000);
  const { aws, stack, alerts } = await withRule(
    `pullThroughCache:
  rules:
    - {prefix: hub, upstream: docker-hub, credential: ${SecretId}, credentialMaxAgeDays: 90}`,
    () => old,
  );
  const outcome = await stack.fire('validate');
  expect(outcome).toMatchObject({ ok: true, result: { rules: [{ prefix: 'hub', valid: true }] } });
  expect(alerts()).toEqual([
    expect.stringMatching(
      /^The credential of the cache hub needs attention\n\n.*100 days ago, and 90/,
    ),
  ]);
  // What is due is not over because nobody may look, or because the login fails as well.
  for (const operation of ['secretsmanager:DescribeSecret', 'ecr:ValidatePullThroughCacheRule']) {
    aws.faults.set([{ operations: [operation], error: 'AccessDeniedException' }]);
    await stack.fire('validate');
    expect(alerts()).toHaveLength(1);
  }
});

test('tries the rules of a secret that was rotated, by a function or by Secrets Manager itself', async () => {
  const { secretsManager, stack } = await withRule();
  const { ARN = '' } = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
  const trail = sampleEvent('aws.secretsmanager/cloudtrail-put-secret-value.json');
  const byFunction = sampleEvent('aws.secretsmanager/cloudtrail-put-secret-value.json', {
    eventName: 'UpdateSecretVersionStage',
    requestParameters: { secretId: ARN, versionStage: 'AWSCURRENT' },
  });
  const byItself = {
    ...trail,
    'detail-type': 'AWS Service Event via CloudTrail',
    detail: {
      eventSource: 'secretsmanager.amazonaws.com',
      eventName: 'RotationSucceeded',
      requestParameters: null,
      additionalEventData: { SecretId: ARN },
    },
  };
  const ofAnother = {
    ...byItself,
    detail: { ...byItself.detail, additionalEventData: { SecretId: ARN.replace(SecretId, 'db') } },
  };
  expect(stack.deliver(ofAnother)).toEqual([]);
  for (const event of [byFunction, byItself]) {
    expect(stack.deliver(event)).toEqual(['validate']);
    expect(await stack.invoke('validate', event)).toMatchObject({
      result: { rules: [{ prefix: 'hub', valid: true }] },
    });
  }
  await stack.idle();
});
