import { expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../shared/config/schema/lifecycle-policy.ts';
import { previewAll } from '../../../../shared/registry/lifecycle/preview-all.ts';
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
  const found = await previewAll(ecr, wanted, { previews: 2, seconds: 60 });
  expect(states(found).filter((state) => state === 'known')).toHaveLength(2 + 3);
  expect([...found.values()].filter(({ state }) => state === 'later')).toEqual(
    Array(3).fill({
      state: 'later',
      why: 'not previewed in this run: it previews at most 2. A later run does',
    }),
  );
  expect(calls.filter((call) => call === 'ecr:StartLifecyclePolicyPreview')).toHaveLength(2);
});

test('when the time is over none is begun', async () => {
  const { aws, ecr } = await startWithImages('team/a');
  const calls = recordCalls(aws);
  const found = await previewAll(ecr, wanted, { previews: 50, seconds: 0 });
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
