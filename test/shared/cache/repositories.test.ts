import {
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  ListImagesCommand,
  PutImageTagMutabilityCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { applyCache } from '../../../shared/cache/apply.ts';
import { lifecyclePolicy, resourceTags } from '../../../shared/registry/policies.ts';
import { startTestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
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
      error: 'lifecyclePolicy of quay.io/a has been changed since the plan was made: run again',
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
