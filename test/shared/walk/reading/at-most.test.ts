import { expect, test } from 'vitest';
import { atMost } from '../../../../shared/walk/reading/at-most.ts';

test('works begin in their order when there is room, also after one that failed', async () => {
  const inTurn = atMost(2);
  const begun: number[] = [];
  const works = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const results = works.map(({ promise }, number) =>
    inTurn(async () => {
      begun.push(number);
      await promise;
      return number;
    }),
  );
  const settled = Promise.allSettled(results);
  expect(begun).toEqual([0, 1]);
  works[1]?.reject(new Error('not read'));
  await results[1]?.catch(() => {});
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of works) resolve();
  expect((await settled).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  ]);
  expect(begun).toEqual([0, 1, 2, 3]);
});
