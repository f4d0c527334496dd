import { expect, test } from 'vitest';
import type { Uses } from '../../../shared/use/uses.ts';
import type { Visitor, Walk } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { Killed, type KilledAt, keptSteps, killedSteps } from '../../support/killed-steps.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

/** A walk in slices of one repository, of which each visitor asks what runs whenever it can. */
async function start() {
  const names = ['a', 'b', 'c'];
  const snapshot = {
    repositories: names.map((repositoryName) => ({ repositoryName })),
    imageDetails: [],
  };
  const { ecr } = await startTestAws({ snapshot });
  let reads = 0;
  /** Another answer each time. */
  const uses = async (): Promise<Uses> => {
    reads += 1;
    const unknown = [{ source: 'ecs', why: `read ${reads}` }];
    return { images: [{ repository: 'a', imageId: { imageTag: '1' }, by: ['x'] }], unknown };
  };
  const seen: string[] = [];
  const see = async (it: Pick<Walk, 'uses'>) => {
    const { images, unknown } = await it.uses();
    seen.push(`${images[0]?.repository} ${unknown[0]?.why}`);
  };
  const visitor = (name: string): Visitor => ({
    name,
    begin: async (it) => {
      await see(it);
      return {};
    },
    slice: async (slice) => {
      await see(slice);
      return { repository: () => undefined, end: () => [] };
    },
    done: async (walked) => {
      await see(walked);
      return { result: {} };
    },
  });
  const store = memoryStore();
  const began = new Date('2026-11-27T01:00:00Z');
  const walked = (options: TestWalk = {}) =>
    walk(ecr, [visitor('one'), visitor('two')], { uses, store, began, perSlice: 1, ...options });
  return { ecr, uses, seen, walked, reads: () => reads };
}

test('what runs is read once for all visitors and slices', async () => {
  const { seen, walked, reads } = await start();
  expect(await walked()).toMatchObject({ failed: {} });
  expect(reads()).toBe(1);
  expect(seen).toEqual(Array.from({ length: 10 }, () => 'a read 1'));
});

test('where no visitor asks, it is not read', async () => {
  const { ecr, uses, reads } = await start();
  const slice = () => ({ repository: () => undefined, end: () => [] });
  await walk(ecr, [{ name: 'silent', slice }], { uses });
  expect(reads()).toBe(0);
});

// begin, list, begin twice, three slices, done twice.
const points = Array.from({ length: 9 }, (_, step) =>
  (['before', 'after'] as const).map((when): KilledAt => ({ step: step + 1, when })),
).flat();

test.each(points)('after a kill $when step $step it is the same as before', async (at) => {
  const { seen, walked, reads } = await start();
  const kept = keptSteps();
  const onFailure = ({ error }: { error: unknown }) => {
    // A process that is killed does not go on as if a visitor had failed.
    throw error;
  };
  await expect(walked({ onFailure, steps: killedSteps(kept, at) })).rejects.toThrow(Killed);
  expect(await walked({ steps: killedSteps(kept) })).toMatchObject({ failed: {} });
  expect(new Set(seen)).toEqual(new Set(['a read 1']));
  expect(reads()).toBe(1);
});

test('without a reading of uses, it is not known what runs', async () => {
  const { seen, walked } = await start();
  await walked({ uses: undefined });
  expect(seen[0]).toContain('nothing reads what runs');
});
