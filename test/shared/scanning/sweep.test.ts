import { expect, test } from 'vitest';
import { scanSweep } from '../../../shared/scanning/alert.ts';

test('what a limit held back is over only when the run has come to all images', () => {
  const where = { text: 'team-a/web', repository: 'team-a/web' };
  const covers = (left: number) =>
    scanSweep({ looked: [], left }, new Date()).covers(where, 'scanning.held');
  expect(covers(0)).toBe(true);
  expect(covers(1)).toBe(false);
});
