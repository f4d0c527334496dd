import { expect, test } from 'vitest';
import { inOneProcess, type Steps } from '../../../shared/walk/steps.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories } from '../../support/images.ts';
import { walk } from '../../support/walk.ts';

/** Steps that walk all slices concurrently. */
const concurrent: Steps = {
  ...inOneProcess,
  readsAtATime: 2,
  each: (_name, items, work) => Promise.all(items.map((item) => work(concurrent, item))),
};

test('two slices are read at a time, while others act', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'team/a', 'team/b', 'team/c', 'team/d', 'team/e');
  const all = Promise.withResolvers<void>();
  const seen = { read: 0, reading: 0, most: 0 };
  const visitor: Visitor = {
    name: 'acting',
    slice: () => {
      seen.reading += 1;
      seen.most = Math.max(seen.most, seen.reading);
      return {
        repository: () => ({ images: () => {} }),
        end: () => {
          seen.read += 1;
          seen.reading -= 1;
          if (seen.read === 5) all.resolve();
          // Acts until all other slices were read: for ever, if that kept one of them from being read.
          return all.promise;
        },
      };
    },
  };
  const end = await walk(ecr, [visitor], { steps: concurrent, perSlice: 1 });
  expect(seen).toEqual({ read: 5, reading: 0, most: 2 });
  expect(end.failed).toEqual({});
});
