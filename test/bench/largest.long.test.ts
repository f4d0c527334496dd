import { expect, test } from 'vitest';
import { measureLargest } from '../../bench/walk/memory/largest.ts';

test('the walk over a large repository is measured, with and without what reads its images', async () => {
  const rows = await measureLargest(1200);
  expect(rows.map(({ declared, night }) => [declared, night])).toEqual([
    ['nothing', 1],
    ['nothing', 2],
    ['use, shield, retention', 1],
    ['use, shield, retention', 2],
  ]);
  expect(rows.every(({ peakBytes, seconds }) => peakBytes > 0 && seconds > 0)).toBe(true);
  const [without, , first, next] = rows;
  expect(without).toMatchObject({ images: 1200, selected: 0 });
  // All but the newest, those in use, and those that are in the archive.
  expect(first?.selected).toBeGreaterThan(600);
  expect(next?.selected).toBe(first?.selected);
  // 120 image indexes in hundreds, once for all visitors, and the registry of what runs.
  expect((first?.calls ?? 0) - (without?.calls ?? 0)).toBe(3);
  expect(next?.calls).toBe(first?.calls);
});
