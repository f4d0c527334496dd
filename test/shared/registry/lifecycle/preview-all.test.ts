import { expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { inTurn, previewAll } from '../../../../shared/registry/lifecycle/preview-all.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories, push } from '../../../support/images.ts';

const policyText = lifecyclePolicyText({ keepLast: 1 });
const names = [...'abcdefgh'].map((letter) => `team/${letter}`);
const wanted = names.map((repository) => ({ repository, policyText }));

async function startWithImages(...filled: string[]) {
  const started = await startTestAws();
  await createRepositories(started.ecr, ...names);
  for (const name of filled) await push(started.ecr, name, ['1.0']);
  return started;
}

const states = (found: Awaited<ReturnType<typeof previewAll>>) =>
  names.map((name) => found.get(name)?.state);

test('many are previewed, each once', async () => {
  const { aws, ecr } = await startWithImages(...names);
  const calls = recordCalls(aws);
  expect(new Set(states(await previewAll(ecr, wanted)))).toEqual(new Set(['known']));
  expect(calls.filter((call) => call === 'ecr:StartLifecyclePolicyPreview')).toHaveLength(8);
});

test('beyond the bound they are left to later runs; those without images count for nothing', async () => {
  const { aws, ecr } = await startWithImages(...names.slice(0, 5));
  const calls = recordCalls(aws);
  const found = await previewAll(ecr, wanted, { bounds: { previews: 2, seconds: 60 } });
  expect(states(found).filter((state) => state === 'known')).toHaveLength(2 + 3);
  expect([...found.values()].filter(({ state }) => state === 'later')).toEqual(
    Array(3).fill({
      state: 'later',
      why: 'not previewed in this run: it previews at most 2. A later run does',
    }),
  );
  expect(calls.filter((call) => call === 'ecr:StartLifecyclePolicyPreview')).toHaveLength(2);
});

test.each([
  [8, 2],
  [100, 50],
  [75, 50],
  [7, 3],
])('of %i each is among the first %i within some nights', (count, step) => {
  const all = Array.from({ length: count }, (_, at) => at);
  const first = new Set<number>();
  for (let night = 0; night <= Math.ceil(count / step); night += 1) {
    const turn = inTurn(all, step, Date.UTC(2026, 10, 1 + night, 1, 20));
    expect(turn.toSorted((one, other) => one - other)).toEqual(all);
    for (const each of turn.slice(0, step)) first.add(each);
  }
  expect(first.size).toBe(count);
});

test('few keep their order', () => {
  expect(inTurn([1, 2], 2, Date.UTC(2026, 10, 2))).toEqual([1, 2]);
});

test('when the time is over none is begun', async () => {
  const { aws, ecr } = await startWithImages('team/a');
  const calls = recordCalls(aws);
  const found = await previewAll(ecr, wanted, { bounds: { previews: 50, seconds: 0 } });
  expect(new Set(states(found))).toEqual(new Set(['later']));
  expect(calls).toEqual([]);
});

test('one that may not be previewed stops no other', async () => {
  const { aws, ecr } = await startWithImages(...names);
  const operations = ['ecr:StartLifecyclePolicyPreview'];
  aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
  expect(states(await previewAll(ecr, wanted)).toSorted()).toEqual([
    ...Array(7).fill('known'),
    'unknown',
  ]);
});
