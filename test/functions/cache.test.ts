import {
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  type ECRClient,
  GetRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { activateOn } from '../support/activated.ts';
import { createRepositories } from '../support/images.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';
import { reported } from './denied/registry.ts';

const registryYml = `
pullThroughCache:
  rules:
    - {prefix: docker.io, upstream: docker-hub, credential: ecr-pullthroughcache/hub}
    - {prefix: quay.io, upstream: quay}
`;

const secretValue = JSON.stringify({ username: 'somebody', accessToken: 'not-to-be-seen' });

async function prefixesOf(ecr: ECRClient): Promise<(string | undefined)[]> {
  const { pullThroughCacheRules = [] } = await ecr.send(
    new DescribePullThroughCacheRulesCommand({}),
  );
  return pullThroughCacheRules.map(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix);
}

test('the schedule brings the rules in line, and sees no secret', async () => {
  const { ecr, secretsManager, stack, invocations, alerts } = await startTestStack(registryYml);
  const secret = { Name: 'ecr-pullthroughcache/hub', SecretString: secretValue };
  await secretsManager.send(new CreateSecretCommand(secret));
  expect((await stack.fire('cache')).ok).toBe(true);
  await stack.idle();
  expect(await prefixesOf(ecr)).toEqual(['docker.io', 'quay.io']);
  expect(JSON.stringify(invocations)).not.toContain('not-to-be-seen');
  expect(alerts()).toEqual([]);
});

test('what belongs to a rule is brought in line with it, but its repositories', async () => {
  const { ecr, stack } = await startTestStack(`
pullThroughCache:
  rules:
    - {prefix: quay.io, upstream: quay, repositories: {lifecycle: {expireUntaggedDays: 14}}, pullers: ["111122223333"]}
`);
  await createRepositories(ecr, 'quay.io/a', 'quay.io/b', 'platform/web');
  const kinds = ['rule', 'template', 'policy'];
  expect(await stack.fire('cache')).toMatchObject({
    ok: true,
    result: {
      changes: kinds.map((kind) => ({ kind, outcome: 'created' })),
    },
  });
  const templates = await ecr.send(new DescribeRepositoryCreationTemplatesCommand({}));
  expect(templates.repositoryCreationTemplates).toMatchObject([
    { prefix: 'ecr-steward.owner' },
    { prefix: 'quay.io' },
  ]);
  const { policyText } = await ecr.send(new GetRegistryPolicyCommand({}));
  expect(policyText).toContain('repository/quay.io/*');
});

test('an activation of another registry.yml does so too, one of another stack does not', async () => {
  const { ecr, stack } = await startTestStack(registryYml);
  const activated = 'ecr-steward/configuration-activated.json';
  expect(stack.deliver(sampleEvent(activated, { stack: 'another' }))).toEqual([]);
  // An alert that starts a function would loop.
  const alert = { ...sampleEvent(activated), 'detail-type': 'ECR Steward Alert' };
  expect(stack.deliver(alert)).toEqual([]);
  expect(stack.deliver(sampleEvent(activated))).toEqual(['cache', 'walk']);
  await stack.idle();
  expect(await prefixesOf(ecr)).toEqual(['quay.io']);
});

test('what an activated registry.yml asks for and the stack does not have is reported', async () => {
  const { aws, stack, alerts } = await startTestStack(registryYml);
  const scanning = 'scanning: { rules: [{ rule: all, fail: { critical: 0 } }] }';
  await activateOn(aws, 'ecr-steward-local-ledger', scanning);
  stack.deliver(sampleEvent('ecr-steward/configuration-activated.json'));
  await stack.idle();
  expect(alerts().filter((it) => it.startsWith('The stack does not have all'))).toEqual([
    expect.stringMatching(
      /- the stack has Scanning=off, and registry\.yml needs observe[\s\S]*npm run deploy/,
    ),
  ]);
});

test('a rule that cannot be brought in line is reported, with the reason', async () => {
  const { stack, alerts } = await startTestStack(registryYml);
  expect(await stack.fire('cache')).toMatchObject({
    ok: true,
    result: { changes: [{ outcome: 'failed' }, { outcome: 'created' }] },
  });
  expect(alerts()).toEqual([
    expect.stringMatching(
      /^A setting of the cache docker\.io could not .*\n\n- create docker\.io: the secret ecr-pullthroughcache\/hub does not exist/,
    ),
  ]);
});

test('a registry that cannot be read at all fails the invocation', async () => {
  const { aws, stack } = await startTestStack(registryYml);
  const operations = ['ecr:DescribePullThroughCacheRules'];
  aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
  expect(await stack.fire('cache')).toMatchObject({
    ok: false,
    error: { name: 'AccessDeniedException' },
  });
});

test('alerts on what registry.yml no longer declares are resolved, as no other function runs then', async () => {
  const quay = 'pullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}';
  const started = await startTestStack(quay);
  const kinds = ['cache.rule-failed', 'cache.warm-failed', 'registry.held'] as const;
  for (const kind of kinds) {
    await reported(started, kind, { text: 'quay.io template', rule: 'quay.io' });
  }
  await started.stack.fire('cache');
  await started.stack.idle();
  const resolved = started.alerts().map((alert) => /Was: (\S+),/.exec(alert)?.[1]);
  expect(resolved.toSorted()).toEqual(kinds);
});
