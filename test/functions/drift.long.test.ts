import {
  CreatePullThroughCacheRuleCommand,
  DeletePullThroughCacheRuleCommand,
  DescribePullThroughCacheRulesCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { sampleEvent, startTestStack } from '../support/stack.ts';

const registryYml = `
pullThroughCache:
  rules:
    - {prefix: docker.io, upstream: docker-hub, credential: ecr-pullthroughcache/hub}
    - {prefix: quay.io, upstream: quay, allowReplace: true}
`;

const SecretId = 'ecr-pullthroughcache/hub';
const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'token' });

async function upstreamsOf(ecr: ECRClient): Promise<Record<string, string | undefined>> {
  const answer = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
  return Object.fromEntries(
    (answer.pullThroughCacheRules ?? []).map((rule) => [
      rule.ecrRepositoryPrefix,
      rule.upstreamRegistryUrl,
    ]),
  );
}

test('a rule that somebody deletes or changes is brought back at once', async () => {
  const { ecr, stack } = await startTestStack(registryYml);
  await stack.fire('cache');
  const ecrRepositoryPrefix = 'quay.io';
  await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
  await stack.idle();
  expect(await upstreamsOf(ecr)).toEqual({ 'quay.io': 'quay.io' });
  await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
  const other = { ecrRepositoryPrefix, upstreamRegistryUrl: 'registry.k8s.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(other)).catch(() => {});
  await stack.idle();
  expect(await upstreamsOf(ecr)).toEqual({ 'quay.io': 'quay.io' });
});

test('its own writes start no run', async () => {
  const { aws, stack, invocations } = await startTestStack(registryYml);
  const writes: string[] = [];
  aws.onExchange(({ operation }) => {
    if (/^(Create|Update|Delete)PullThrough/.test(operation)) writes.push(operation);
  });
  await stack.fire('cache');
  await stack.idle();
  expect(writes).toEqual(['CreatePullThroughCacheRule']);
  expect(invocations).toHaveLength(1);
});

test('its own writes as AWS tells them reach no function, another’s do', async () => {
  const { stack } = await startTestStack(registryYml);
  const event = (arn: string) =>
    sampleEvent('aws.ecr/cloudtrail-update-ptc-rule.json', {
      userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn } } },
    });
  const own = stack.resources.CacheRole?.arn ?? '';
  expect(stack.deliver(event(own))).toEqual([]);
  expect(stack.deliver(event('arn:aws:iam::123456789012:role/PlatformAdmin'))).toEqual(['cache']);
  const byUser = { userIdentity: { type: 'IAMUser', userName: 'alice' } };
  const delivered = stack.deliver(sampleEvent('aws.ecr/cloudtrail-delete-ptc-rule.json', byUser));
  expect(delivered).toEqual(['cache']);
  await stack.idle();
});

test('a secret that a rule waits for has the rule made', async () => {
  const { ecr, secretsManager, stack } = await startTestStack(registryYml);
  await stack.fire('cache');
  expect(Object.keys(await upstreamsOf(ecr))).toEqual(['quay.io']);
  await secretsManager.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
  await stack.idle();
  expect(Object.keys(await upstreamsOf(ecr))).toEqual(['docker.io', 'quay.io']);
});

test.each([
  ['a value that is none', new PutSecretValueCommand({ SecretId, SecretString: 'none' })],
  ['its deletion', new DeleteSecretCommand({ SecretId })],
])('a change of a secret has its rules tried: %s', async (_, command) => {
  const { secretsManager, stack, alerts } = await startTestStack(registryYml);
  await secretsManager.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
  await stack.idle();
  expect(alerts()).toEqual([]);
  await secretsManager.send(command as PutSecretValueCommand);
  await stack.idle();
  expect(alerts()).toEqual([expect.stringMatching(/^ECR cannot log in for the cache docker\.io/)]);
});

test('a change of a secret that is no rule’s reaches no function', async () => {
  const { secretsManager, stack, invocations } = await startTestStack(registryYml);
  await secretsManager.send(new CreateSecretCommand({ Name: 'database', SecretString: 'x' }));
  await secretsManager.send(new PutSecretValueCommand({ SecretId: 'database', SecretString: 'y' }));
  await stack.idle();
  expect(invocations).toEqual([]);
});
