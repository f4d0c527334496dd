import { expect, test } from 'vitest';
import { keepNewest, type PushedImage, pushedSince } from '../../../shared/replication/pushed.ts';

const image = (more: object) => ({ imageDigest: 'sha256:1', ...more });

test.each<[string, object, object | undefined]>([
  [
    'later',
    { imagePushedAt: new Date(11), imageTags: ['1', '2'] },
    { repository: 'a', digest: 'sha256:1', tag: '1', pushedAt: 11 },
  ],
  [
    'just then',
    { imagePushedAt: new Date(10) },
    { repository: 'a', digest: 'sha256:1', pushedAt: 10 },
  ],
  ['before', { imagePushedAt: new Date(9) }, undefined],
  ['at no known time', {}, undefined],
  ['and archived', { imagePushedAt: new Date(11), imageStatus: 'ARCHIVED' }, undefined],
])('an image that was pushed %s', (_, more, expected) => {
  expect(pushedSince(10, 'a', image(more))).toEqual(expected);
});

test('the newest are kept, whatever their order, and all are counted', () => {
  const pushed = (pushedAt: number): PushedImage => ({ repository: 'a', digest: 'd', pushedAt });
  const kept = keepNewest(3);
  for (const at of [5, 1, 9, 2, 8, 3, 7, 4, 6, 0]) kept.add({ newest: [pushed(at)], count: 1 });
  kept.add({ newest: [pushed(10)], count: 5 });
  const { newest, count } = kept.result();
  expect(newest.map(({ pushedAt }) => pushedAt)).toEqual([10, 9, 8]);
  expect(count).toBe(15);
});
