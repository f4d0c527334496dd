import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { sampleEvent, startTestStack, type TestStack } from '../../support/stack.ts';

export const SecretId = 'ecr-pullthroughcache/hub';
export const denied = 'aws.ecr/ptc-failed-access-denied.json';

/** An AWS with a rule for Docker Hub, as the sample events name it, and a secret that works. */
export async function withRule(): Promise<TestStack> {
  const started = await startTestStack('');
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'not-to-be-seen' });
  const secret = { Name: SecretId, SecretString };
  const { ARN: credentialArn } = await started.secretsManager.send(new CreateSecretCommand(secret));
  const rule = { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'registry-1.docker.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand({ ...rule, credentialArn }));
  await started.stack.idle();
  return started;
}

export async function alertAfter(
  started: TestStack,
  file: string,
  detail: object = {},
): Promise<string> {
  expect(started.stack.deliver(sampleEvent(file, detail))).toEqual(['pull-failure']);
  await started.stack.idle();
  expect(started.invocations.filter(({ outcome }) => !outcome.ok)).toEqual([]);
  return started.alerts().find((alert) => alert.startsWith('Pulls through the cache')) ?? '';
}
