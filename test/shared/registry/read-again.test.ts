import { expect, test } from 'vitest';
import { readAgain } from '../../../shared/registry/read-again.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories } from '../../support/images.ts';

test('repositories are read again, 100 in a call, and those that are gone are left out', async () => {
  const { aws, ecr } = await startTestAws();
  const names = Array.from({ length: 101 }, (_, at) => `team/r${at}`);
  await createRepositories(ecr, ...names);
  const calls = recordCalls(aws);
  const read = async (...asked: string[]) => {
    calls.length = 0;
    return [[...(await readAgain(ecr, asked)).keys()].toSorted(), calls.length];
  };
  expect(await read()).toEqual([[], 0]);
  expect(await read(...names)).toEqual([names.toSorted(), 2]);
  expect(await read('team/r0', 'team/gone', 'team/r1')).toEqual([['team/r0', 'team/r1'], 1 + 3]);
  aws.faults.set([{ operations: ['ecr:DescribeRepositories'], error: 'AccessDeniedException' }]);
  await expect(readAgain(ecr, ['team/r0'])).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});
