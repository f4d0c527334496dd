import { beforeAll, describe, expect, test } from 'vitest';
import { type Compared, compare } from '../../bench/retention/compare.ts';

/** Retention beside ecrm, on a small account with each kind of use. */
describe('of what', () => {
  let compared: Record<string, Compared | undefined>;
  beforeAll(async () => {
    compared = await compare({ plain: 1, largest: 10 });
  }, 240_000);

  test('all sources know, retention deletes nothing that runs, and what is unused', () => {
    const ours = compared['ecr-steward, all sources'];
    expect(ours).toMatchObject({ lost: [] });
    for (const taken of [ours?.selected, ours?.deleted]) {
      expect(taken).toMatchObject({ runs: 0, standby: 0, needed: 0, pulled: 0 });
      expect(taken?.unused).toBeGreaterThan(100);
    }
  });

  test('ECS and Lambda know, it deletes what only other sources see: the comparison can tell', () => {
    const likeEcrm = compared['ecr-steward, ECS and Lambda'];
    expect(likeEcrm?.lost).toEqual([
      'app-runner/service runs',
      'eks/inspected runs',
      'eks/listed runs',
    ]);
    expect(likeEcrm?.selected).toMatchObject({ standby: 0, needed: 0 });
  });

  test('ecrm knows, it deletes digests that are pinned, and parts of what runs', (ctx) => {
    const theirs = compared['ecrm, and a list'];
    if (theirs === undefined) return ctx.skip('there is no ecrm on this machine');
    expect(theirs.lost.map((name) => name.split(' ')[0])).toEqual([
      'ecs/pinned',
      'ecs/rollback',
      'lambda/moved-tag',
      'eks/inspected',
    ]);
    expect(theirs.selected.needed).toBeGreaterThan(0);
  });
});
