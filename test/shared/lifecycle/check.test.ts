import type { ECRClient, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { checkPolicies } from '../../../shared/lifecycle/check.ts';
import { isFound, totalsOf } from '../../../shared/lifecycle/report.ts';
import { noUses, type Uses } from '../../../shared/use/uses.ts';
import { index, manifest } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { putLifecycle } from '../../support/lifecycle.ts';
import { useOf } from '../../support/use.ts';

const keep = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber });
const any = (countNumber: number) => ({ tagStatus: 'any', ...keep(countNumber) });

/** Three images in each, of which the policy of team/web keeps one, and that of team/api all. */
async function start() {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, 'team/api', 'team/web', 'team/none');
  for (const name of ['team/api', 'team/web', 'team/none']) {
    for (const tag of ['1.0', '1.1', '1.2']) await push(ecr, name, [tag]);
  }
  await putLifecycle(ecr, 'team/web', [{ tagStatus: 'untagged', ...keep(1) }, any(1)]);
  await putLifecycle(ecr, 'team/api', [any(9)]);
  const check = (uses: Uses = noUses, ...names: string[]) =>
    checkPolicies(ecr, { names, use: useOf(ecr, uses) });
  return { ...started, check };
}

const runs = (imageTag: string): Uses => ({
  images: [{ repository: 'team/web', imageId: { imageTag }, by: ['ECS service prod/web'] }],
  unknown: [],
});

test('of each repository with a policy, rule by rule; the others are counted', async () => {
  const { check } = await start();
  const report = await check(runs('1.0'));
  expect(report).toMatchObject({
    ...{ unread: [], unknownUses: [], without: { repositories: 1, images: 3 } },
    repositories: [
      { repository: 'team/api', images: 3, rules: [{ affected: { images: 0 } }] },
      {
        ...{ repository: 'team/web', images: 3 },
        rules: [
          { rulePriority: 1, affected: { images: 0, bytes: 0, inUse: 0 } },
          {
            ...{ rulePriority: 2, text: 'expires any image beyond the newest 1' },
            affected: { images: 2, inUse: 1 },
          },
        ],
        preview: { state: 'known', use: { inUse: [{ rule: 2, tags: ['1.0'] }], doubts: [] } },
      },
    ],
  });
  expect(report.repositories.map(isFound)).toEqual([false, true]);
  expect(totalsOf(report)).toMatchObject({ repositories: 2, expire: { images: 2 }, inUse: 1 });
});

describe('needs a person', () => {
  test.each<[string, Uses, boolean]>([
    ['where what runs would go', runs('1.1'), true],
    ['where it is unknown what runs', { images: [], unknown: [{ source: 'ecs', why: 'x' }] }, true],
    ['not where what runs is kept', runs('1.2'), false],
  ])('%s', async (_, uses, expected) => {
    const { check } = await start();
    const { repositories } = await check(uses, 'team/web');
    expect(repositories.map(isFound)).toEqual([expected]);
  });
});

test('a repository that cannot be read or previewed does not stop the others', async () => {
  const { aws, check } = await start();
  aws.faults.set([
    { operations: ['ecr:GetLifecyclePolicy'], error: 'AccessDeniedException', times: 1 },
  ]);
  const { repositories, without, unread } = await check();
  expect(unread).toHaveLength(1);
  expect(repositories.length + without.repositories).toBe(2);
  aws.faults.set([
    { operations: ['ecr:StartLifecyclePolicyPreview'], error: 'AccessDeniedException' },
  ]);
  const denied = await check();
  expect(denied.repositories).toMatchObject([
    { preview: { state: 'unknown' }, rules: [{ text: expect.any(String) }] },
    { preview: { state: 'unknown' } },
  ]);
  expect(denied.repositories[0]?.rules[0]?.affected).toBeUndefined();
});

test('a policy with what is not known is previewed, and not linted', async () => {
  const { ecr, check } = await start();
  await putLifecycle(ecr, 'team/web', [any(1)]);
  const { repositories } = await checkPolicies(withPolicy(ecr, 'sinceTheMoonRose'), {
    ...{ names: ['team/web'], use: useOf(ecr) },
  });
  expect(repositories).toMatchObject([
    { findings: [], notLinted: 'rule 1 has the countType sinceTheMoonRose' },
  ]);
  expect((await check(noUses, 'team/web')).repositories[0]?.notLinted).toBeUndefined();
});

/** Every policy is answered with this count type. */
function withPolicy(ecr: ECRClient, countType: string): ECRClient {
  const changed = Object.create(ecr) as ECRClient;
  changed.send = (async (command: object) => {
    const answer = await ecr.send(command as PutLifecyclePolicyCommand);
    const { lifecyclePolicyText: text } = answer;
    if (command.constructor.name !== 'GetLifecyclePolicyCommand') return answer;
    return { ...answer, lifecyclePolicyText: text?.replace('imageCountMoreThan', countType) };
  }) as ECRClient['send'];
  return changed;
}

describe('what image indexes list is read', () => {
  test.each<[string, object, boolean]>([
    ['where a rule counts any images', any(9), true],
    [
      'not where it counts tagged ones',
      { tagStatus: 'tagged', tagPatternList: ['*'], ...keep(9) },
      false,
    ],
  ])('%s', async (_, selection, expected) => {
    const { aws, ecr, check } = await start();
    await push(ecr, 'team/api', [], manifest('part'));
    await push(ecr, 'team/api', ['2.0'], index(manifest('part')));
    await putLifecycle(ecr, 'team/api', [selection]);
    const calls = recordCalls(aws);
    const { repositories } = await check(noUses, 'team/api');
    expect(calls.includes('ecr:BatchGetImage')).toBe(expected);
    expect(repositories[0]?.findings.map(({ id }) => id)).toEqual(
      expected ? ['lifecycle/counts-parts'] : [],
    );
  });
});
