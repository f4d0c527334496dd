import {
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  type ECRClient,
  GetLifecyclePolicyCommand,
  GetRegistryPolicyCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { activateOn } from '../support/activated.ts';
import { createRepositories, push } from '../support/images.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';

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

test('what belongs to a rule is brought in line with it, repositories as declared only counted', async () => {
  const { ecr, stack } = await startTestStack(`
pullThroughCache:
  rules:
    - {prefix: quay.io, upstream: quay, repositories: {mutability: MUTABLE}, pullers: ["111122223333"]}
`);
  await createRepositories(ecr, 'quay.io/a', 'quay.io/b', 'platform/web');
  const kinds = ['rule', 'template', 'policy'];
  expect(await stack.fire('cache')).toMatchObject({
    ok: true,
    result: {
      changes: kinds.map((kind) => ({ kind, outcome: 'created' })),
      repositoriesAsDeclared: 2,
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

describe('a cached repository with policies by hand', () => {
  const repositoryName = 'quay.io/keep/me';
  const lifecyclePolicyText = JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: 'keep for the audit, 3650 days',
        selection: {
          tagStatus: 'any',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: 3650,
        },
        action: { type: 'expire' },
      },
    ],
  });
  const withKeys = (keys: string) => `
pullThroughCache:
  rules:
    - prefix: quay.io
      upstream: quay
      repositories: {lifecycle: {expireUntaggedDays: 14, keepLast: 1}${keys}}
`;

  async function startByHand(keys = '') {
    const started = await startTestStack(withKeys(keys));
    const { ecr, stack } = started;
    await createRepositories(ecr, repositoryName);
    for (const tag of ['1.0', '1.1']) await push(ecr, repositoryName, [tag]);
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    await stack.idle();
    expect((await stack.fire('cache')).ok).toBe(true);
    await stack.idle();
    const now = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    return { ...started, now: now.lifecyclePolicyText };
  }

  test('keeps them, and nothing is reported', async () => {
    const { now, alerts, invocations } = await startByHand();
    expect(now).toBe(lifecyclePolicyText);
    expect(alerts()).toEqual([]);
    expect(JSON.stringify(invocations)).toContain('replaceLifecycle: true replaces it');
  });

  test('loses them where the rule says so; what they were and what expires is reported', async () => {
    const { now, alerts } = await startByHand(', replaceLifecycle: true');
    expect(now).toContain('the last 1 tagged images stay');
    expect(alerts()).toHaveLength(1);
    expect(alerts()[0]).toMatch(
      /^quay\.io\/keep\/me was updated\n\n- lifecyclePolicy: keep for the audit/,
    );
    expect(alerts()[0]).toContain(`- its lifecyclePolicy was: ${lifecyclePolicyText}`);
    expect(alerts()[0]).toMatch(/would expire 1 image \(1 tagged: 1\.0\), .*, within 24 hours/);
  });
});

test('an activation of another registry.yml does so too, one of another stack does not', async () => {
  const { ecr, stack } = await startTestStack(registryYml);
  const activated = 'ecr-steward/configuration-activated.json';
  expect(stack.deliver(sampleEvent(activated, { stack: 'another' }))).toEqual([]);
  // An alert that starts a function would loop.
  const alert = { ...sampleEvent(activated), 'detail-type': 'ECR Steward Alert' };
  expect(stack.deliver(alert)).toEqual([]);
  expect(stack.deliver(sampleEvent(activated))).toEqual(['cache']);
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
