import { expect, test } from 'vitest';
import { compare } from '../../bench/retention/compare.ts';

test('with all sources, retention deletes nothing that runs; without, only what the default sources do not see', async () => {
  const compared = await compare({ plain: 1, largest: 10 });
  const ours = compared['ecr-steward, all sources'];
  expect(ours).toMatchObject({ lost: [] });
  for (const taken of [ours?.selected, ours?.deleted]) {
    expect(taken).toMatchObject({ runs: 0, standby: 0, needed: 0, pulled: 0 });
    expect(taken?.unused).toBeGreaterThan(100);
  }
  // What the sources that were not asked know is lost: the comparison can tell.
  const likeEcrm = compared['ecr-steward, ECS and Lambda'];
  expect(likeEcrm?.lost).toEqual([
    'app-runner/service runs',
    'eks/inspected runs',
    'eks/listed runs',
  ]);
  expect(likeEcrm?.selected).toMatchObject({ standby: 0, needed: 0 });
});
