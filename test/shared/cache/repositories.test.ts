import {
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  ListImagesCommand,
  PutImageTagMutabilityCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { applyCache } from '../../../shared/cache/apply.ts';
import { appliedAlerts } from '../../../shared/cache/apply-alerts.ts';
import { observeWhole } from '../../../shared/cache/observe.ts';
import { planCache } from '../../../shared/cache/plan.ts';
import {
  lifecyclePolicy,
  repositoryPolicy,
  resourceTags,
} from '../../../shared/registry/settings/policies.ts';
import { previewSettings } from '../../../shared/settings/preview.ts';
import { startTestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { push } from '../../support/images.ts';
import { useOf } from '../../support/use.ts';
import {
  declaring,
  handMadeLifecycle,
  planFor,
  putLifecycle,
  putRepository,
  reconcile,
  roleArn,
} from './worlds.ts';

const full = declaring(`repositories: {
  lifecycle: {keepLast: 5}, mutability: MUTABLE, scanOnPush: true, tags: {team: a},
  policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage"}]},
  encryption: {encryptionType: KMS}, customRoleArn: "${roleArn}" }`);
const otherPull = {
  Sid: 'others',
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 'ecr:BatchGetImage',
};
const lifecycleOnly = declaring('repositories: {lifecycle: {keepLast: 5}}');

describe('a repository that the cache has made', () => {
  test('is brought in line, its other tags and its images stay', async () => {
    const started = await startTestAws();
    const { ecr } = started;
    const tags = [{ Key: 'mine', Value: 'stays' }];
    await putRepository(ecr, 'quay.io/a', { imageTagMutability: 'IMMUTABLE', tags });
    await reconcile(started, full);
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([
      { imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: true } },
    ]);
    expect(await lifecyclePolicy(ecr, 'quay.io/a')).toContain('imageCountMoreThan');
    const arn = repositories?.[0]?.repositoryArn ?? '';
    expect(await resourceTags(ecr, arn)).toEqual({ mine: 'stays', team: 'a' });
    const images = await ecr.send(new ListImagesCommand({ repositoryName: 'quay.io/a' }));
    expect(images.imageIds).toMatchObject([{ imageTag: '1.0' }]);
  });

  test('stays encrypted as it is, and the plan says so', async () => {
    const started = await startTestAws();
    await putRepository(started.ecr, 'quay.io/a');
    await reconcile(started, full);
    expect((await planFor(started, full)).changes.at(-1)).toMatchObject({
      kind: 'repository',
      repository: 'quay.io/a',
      action: 'none',
      reason: 'stays encrypted as AES256: ECR cannot change that',
    });
  });

  test('that is gone since the plan is no failure', async () => {
    const started = await startTestAws();
    await putRepository(started.ecr, 'quay.io/a');
    const plan = await planFor(started, full);
    const input = { repositoryName: 'quay.io/a', force: true };
    await started.ecr.send(new DeleteRepositoryCommand(input));
    expect((await applyCache(applying(started), plan)).at(-1)).toMatchObject({
      outcome: 'unchanged',
    });
  });

  test('that somebody has changed since the plan fails, and keeps what it has', async () => {
    const started = await startTestAws();
    await putRepository(started.ecr, 'quay.io/a');
    const plan = await planFor(started, lifecycleOnly);
    await putLifecycle(started.ecr, 'quay.io/a');
    expect((await applyCache(applying(started), plan)).at(-1)).toMatchObject({
      outcome: 'failed',
      error: 'lifecyclePolicy of quay.io/a has changed since the plan was made: run again',
    });
    expect(await lifecyclePolicy(started.ecr, 'quay.io/a')).toBe(handMadeLifecycle);
  });

  test('keeps a change since the plan to what is not declared', async () => {
    const started = await startTestAws();
    await putRepository(started.ecr, 'quay.io/a');
    const plan = await planFor(started, lifecycleOnly);
    const input = { repositoryName: 'quay.io/a', imageTagMutability: 'IMMUTABLE' as const };
    await started.ecr.send(new PutImageTagMutabilityCommand(input));
    expect((await applyCache(applying(started), plan)).at(-1)).toMatchObject({
      outcome: 'updated',
    });
  });
});

describe('what somebody else made in a cached repository', () => {
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [otherPull] });

  /** quay.io/keep/me with a lifecycle policy and a resource policy by hand. */
  async function startByHand() {
    const started = await startTestAws();
    const repositoryName = 'quay.io/keep/me';
    await putRepository(started.ecr, repositoryName);
    await putLifecycle(started.ecr, repositoryName);
    await started.ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    const policies = async () => ({
      lifecycle: await lifecyclePolicy(started.ecr, repositoryName),
      policy: await repositoryPolicy(started.ecr, repositoryName),
    });
    return { ...started, policies, byHand: await policies() };
  }

  const declaredPolicy = 'policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:*"}]}';
  const declaredLifecycle = 'lifecycle: {expireUntaggedDays: 14, keepLast: 20}';

  test('stays and is told; the rest is brought in line', async () => {
    const { policies, byHand, ...started } = await startByHand();
    const keys = `${declaredLifecycle}, ${declaredPolicy}, scanOnPush: true`;
    const file = declaring(`repositories: {${keys}}`);
    const change = (await reconcile(started, file)).at(-1);
    expect(change).toMatchObject({ outcome: 'updated', after: { scanOnPush: true } });
    expect(Object.keys((change as { after: object }).after)).toEqual(['scanOnPush']);
    expect(change?.reason?.split('; ').slice(1)).toEqual([
      'lifecyclePolicy: created manually, stays (replaceLifecycle: true replaces it)',
      'repositoryPolicy: differs, stays (replacePolicy: true replaces it)',
    ]);
    expect(await policies()).toEqual(byHand);
    expect((await reconcile(started, file)).at(-1)).toMatchObject({
      action: 'none',
      reason: expect.stringContaining('replaceLifecycle: true'),
    });
  });

  test('is replaced where the rule says so, and the change has it in full', async () => {
    const { policies, byHand, ...started } = await startByHand();
    const keys = `${declaredLifecycle}, replaceLifecycle: true, ${declaredPolicy}, replacePolicy: true`;
    const change = (await reconcile(started, declaring(`repositories: {${keys}}`))).at(-1);
    expect(change).toMatchObject({
      outcome: 'updated',
      before: { lifecyclePolicy: byHand.lifecycle, repositoryPolicy: byHand.policy },
    });
    expect(appliedAlerts(change ? [change] : [])[0]?.done).toEqual([
      expect.stringContaining('update quay.io/'),
      `its lifecyclePolicy was: ${byHand.lifecycle}`,
      `its repositoryPolicy was: ${byHand.policy}`,
    ]);
    expect((await policies()).lifecycle).toContain('the last 20 tagged images stay');
    expect((await policies()).policy).toContain('ecr:*');
  });

  test('is not that which lifecycle has made with other numbers', async () => {
    const started = await startTestAws();
    await putRepository(started.ecr, 'quay.io/a');
    await reconcile(started, lifecycleOnly);
    const changes = await reconcile(started, declaring('repositories: {lifecycle: {keepLast: 9}}'));
    expect(appliedAlerts(changes)).toEqual([]);
    expect(await lifecyclePolicy(started.ecr, 'quay.io/a')).toContain('"countNumber":9');
  });
});

describe('a lifecycle policy is rehearsed', () => {
  const keepOne = declaring('repositories: {lifecycle: {keepLast: 1}, scanOnPush: true}');

  async function startWithTwo() {
    const started = await startTestAws();
    for (const name of ['quay.io/a', 'quay.io/b']) {
      await putRepository(started.ecr, name);
      await push(started.ecr, name, ['2.0']);
    }
    return started;
  }

  test('and its change says which images would expire', async () => {
    const started = await startWithTwo();
    const { changes } = await planFor(started, keepOne);
    const expire = { images: 1, tagged: 1, tags: ['1.0'] };
    const preview = { state: 'known', expire };
    expect(changes.slice(2)).toMatchObject([{ preview }, { preview }]);
    const applied = await applyCache(applying(started), { changes });
    expect(appliedAlerts(applied)[0]?.done?.join()).toContain('would expire 1 image (1 tagged');
  });

  test('and not put where it cannot be seen; what else there is, is', async () => {
    const started = await startWithTwo();
    const operations = ['ecr:StartLifecyclePolicyPreview'];
    started.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const changes = await reconcile(started, keepOne);
    const rest = { outcome: 'updated', reason: 'scanOnPush: false → true' };
    const error = expect.stringMatching(/^it is unknown which images would expire: access/);
    expect(changes.slice(2)).toMatchObject([rest, { error }, rest, { error }]);
    expect(await lifecyclePolicy(started.ecr, 'quay.io/a')).toBeUndefined();
    started.aws.faults.clear();
    await reconcile(started, keepOne);
    expect(await lifecyclePolicy(started.ecr, 'quay.io/a')).toContain('"countNumber":1');
  });

  test('and not put where it would expire what runs; what else there is, is', async () => {
    const started = await startWithTwo();
    const { ecr } = started;
    const imageId = { imageTag: '1.0' };
    const images = [{ repository: 'quay.io/a', imageId, by: ['ECS service prod/web'] }];
    const observed = await observeWhole(started, keepOne);
    const use = useOf(ecr, { images, unknown: [] });
    const repositories = await previewSettings(ecr, observed.repositories, use);
    const plan = planCache(keepOne, { ...observed, repositories });
    const applied = await applyCache(applying(started), plan);
    const rest = { outcome: 'updated', reason: 'scanOnPush: false → true' };
    const error = expect.stringContaining('would expire 1.0, which ECS service prod/web runs');
    expect(applied.slice(2)).toMatchObject([rest, { error }, { outcome: 'updated' }]);
    expect(await lifecyclePolicy(ecr, 'quay.io/a')).toBeUndefined();
    expect(await lifecyclePolicy(ecr, 'quay.io/b')).toContain('"countNumber":1');
  });

  test.each([
    ['with what else there is', keepOne, 'update'],
    ['alone', declaring('repositories: {lifecycle: {keepLast: 1}}'), 'none'],
  ])('and left to another run beyond the bound, %s', async (_, file, action) => {
    const started = await startWithTwo();
    const { ecr } = started;
    const observed = await observeWhole(started, file);
    const bounds = { previews: 1, seconds: 60 };
    const repositories = await previewSettings(ecr, observed.repositories, useOf(ecr), bounds);
    const { changes } = planCache(file, { ...observed, repositories });
    const waiting = changes.filter(
      (change) => change.kind === 'repository' && change.preview?.state === 'later',
    );
    expect(waiting).toMatchObject([
      {
        action,
        reason: expect.stringContaining(
          'lifecyclePolicy: not previewed in this run: it previews at most 1',
        ),
      },
    ]);
    await applyCache(applying(started), { changes });
    const names = ['quay.io/a', 'quay.io/b'];
    const set = await Promise.all(names.map((name) => lifecyclePolicy(started.ecr, name)));
    expect(set.filter((text) => text !== undefined)).toHaveLength(1);
  });
});

test.each([
  ['of another prefix', 'quay.iou/a', 'quay.io'],
  ['that has only the prefix for a name', 'quay.io', 'quay.io'],
  ['under ROOT, as it may be one that is pushed to', 'platform/web', 'ROOT'],
])('a repository %s is not looked at', async (_, name, prefix) => {
  const started = await startTestAws();
  await putRepository(started.ecr, name);
  const [rule] = lifecycleOnly.rules;
  const file = { ...lifecycleOnly, rules: rule ? [{ ...rule, prefix }] : [] };
  const changes = await reconcile(started, file);
  expect(changes.map(({ kind }) => kind)).toEqual(['rule', 'template']);
});

describe('one of twenty', () => {
  const names = Array.from({ length: 20 }, (_, index) => `quay.io/app-${index + 10}`);
  const denied = { error: 'AccessDeniedException', after: 7, times: 1 };

  test.each([
    ['read', 'ecr:GetLifecyclePolicy'],
    ['written', 'ecr:PutLifecyclePolicy'],
  ])('that may not be %s fails, and no other', async (_, operation) => {
    const started = await startTestAws();
    for (const name of names) await putRepository(started.ecr, name);
    started.aws.faults.set([{ ...denied, operations: [operation] }]);
    const changes = await reconcile(started, lifecycleOnly);
    const failed = changes.filter(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject([
      { kind: 'repository', error: expect.stringContaining('access denied') },
    ]);
    expect(changes.filter(({ outcome }) => outcome === 'updated')).toHaveLength(19);
    const second = await reconcile(started, lifecycleOnly);
    expect(second.filter(({ outcome }) => outcome === 'updated')).toHaveLength(1);
  });
});

describe('reading a registry that is as declared', () => {
  const names = ['quay.io/a', 'quay.io/b', 'quay.io/c', 'platform/web'];
  const each = (count: number, ...calls: string[]) => calls.flatMap((it) => Array(count).fill(it));

  test.each([
    ['a lifecycle', lifecycleOnly, each(3, 'ecr:GetLifecyclePolicy')],
    ['mutability', declaring('repositories: {mutability: MUTABLE, scanOnPush: false}'), []],
    [
      'everything',
      full,
      each(3, 'ecr:GetLifecyclePolicy', 'ecr:GetRepositoryPolicy', 'ecr:ListTagsForResource'),
    ],
  ])('takes for %s no more calls than that needs, and no write', async (_, file, perRepository) => {
    const started = await startTestAws();
    for (const name of names) await putRepository(started.ecr, name);
    const declared = { ...file, prune: false };
    await reconcile(started, declared);
    const calls = recordCalls(started.aws);
    await reconcile(started, declared);
    expect(calls.toSorted()).toEqual(
      [
        'ecr:DescribePullThroughCacheRules',
        'ecr:DescribeRepositories',
        'ecr:DescribeRepositoryCreationTemplates',
        ...perRepository,
      ].toSorted(),
    );
  });

  test('takes one call for the registry policy', async () => {
    const started = await startTestAws();
    const declared = { ...declaring('pullers: ["111122223333"]'), prune: false };
    await reconcile(started, declared);
    const calls = recordCalls(started.aws);
    await reconcile(started, declared);
    expect(calls.toSorted()).toEqual([
      'ecr:DescribePullThroughCacheRules',
      'ecr:GetRegistryPolicy',
    ]);
  });
});
