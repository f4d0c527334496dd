import { describe, expect, test } from 'vitest';
import { type FoundUses, lastSeen, mergedRecord } from '../../../shared/usage/merge.ts';
import type { ResolvedUse } from '../../../shared/usage/users.ts';
import type { RecordedUse, UseRecord } from '../../../shared/use/record.ts';
import { digest } from '../use/images.ts';

const day = (number: number) =>
  new Date(Date.parse('2026-01-01T01:00:00Z') + number * 86_400_000).toISOString();

const of = (number: number, names = [`t${number}`]): ResolvedUse => ({
  ...{ repository: 'a/b', digest: digest(number), names, by: ['x'] },
});

function night(
  at: number,
  images: ResolvedUse[],
  before?: UseRecord,
  more: Partial<FoundUses> = {},
): UseRecord {
  const found = { at: day(at), images, missing: [], unknown: [], hasSeen: () => true };
  return mergedRecord(before, { ...found, ...more });
}

/** `number since last`, in days. */
function shown({ images }: UseRecord): string[] {
  const dayOf = (at: string) => (Date.parse(at) - Date.parse(day(0))) / 86_400_000;
  const number = ({ digest: it }: RecordedUse) => Number.parseInt(it.slice(7), 16);
  return images.map((it) => `${number(it)} ${dayOf(it.since)} ${dayOf(it.last)}`).toSorted();
}

const unknown = [{ source: 'ecs', why: 'denied' }];

describe('the record of uses', () => {
  test('begins with the first walk, and keeps since when an image is in use', () => {
    const first = night(0, [of(1)]);
    expect(shown(first)).toEqual(['1 0 0']);
    expect(shown(night(3, [of(1), of(2)], first))).toEqual(['1 0 3', '2 3 3']);
  });

  test('keeps a use for 90 days after its end', () => {
    const ended = night(1, [], night(0, [of(1)]));
    expect(shown(ended)).toEqual(['1 0 0']);
    expect(shown(night(90, [], ended))).toEqual(['1 0 0']);
    expect(shown(night(91, [], ended))).toEqual([]);
  });

  test('a use that had ended begins anew', () => {
    const ended = night(1, [], night(0, [of(1)]));
    expect(shown(night(2, [of(1)], ended))).toEqual(['1 2 2']);
  });

  test.each<[string, Partial<FoundUses>]>([
    ['a source could not be read', { unknown }],
    ['its repository was not seen', { hasSeen: (name) => name !== 'a/b' }],
    [
      'it runs by a digest that is missing',
      { missing: [{ repository: 'a/b', imageId: { imageDigest: digest(1) }, by: ['x'] }] },
    ],
    [
      'it runs by a tag that is missing',
      { missing: [{ repository: 'a/b', imageId: { imageTag: 't1' }, by: ['x'] }] },
    ],
  ])('an image counts as in use where %s', (_, more) => {
    const carried = night(5, [], night(0, [of(1)]), more);
    expect(shown(carried)).toEqual(['1 0 5']);
    expect(shown(night(6, [of(1)], carried))).toEqual(['1 0 6']);
  });

  test('another image of another repository does not', () => {
    const missing = [{ repository: 'a/c', imageId: { imageTag: 't1' }, by: ['x'] }];
    expect(shown(night(5, [], night(0, [of(1)]), { missing }))).toEqual(['1 0 0']);
  });

  test('is the same when a walk is done twice', () => {
    const before = night(1, [of(1)], night(0, [of(1), of(2)]));
    const once = night(2, [of(2), of(3)], before);
    expect(shown(night(2, [of(2), of(3)], once))).toEqual(shown(once));
    expect(shown(once)).toEqual(['1 0 1', '2 2 2', '3 2 2']);
  });

  test('has at most 50,000 uses: those that run, then those that ran last', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => of(at));
    const more = Array.from({ length: 30_000 }, (_, at) => of(at + 30_000));
    const full = night(2, more, night(1, many, night(0, [of(70_000)])));
    expect(full.images).toHaveLength(50_000);
    expect(full.images.filter((it) => it.last === day(2))).toHaveLength(30_000);
    expect(full.images.some((it) => it.digest === digest(70_000))).toBe(false);
  });
});

test('what was last seen under a tag or with a digest is found', () => {
  const record = night(1, [of(2, ['t1'])], night(0, [of(1)]));
  const repository = 'a/b';
  expect(lastSeen(record, { repository, imageId: { imageTag: 't1' } })?.digest).toBe(digest(2));
  expect(lastSeen(record, { repository, imageId: { imageDigest: digest(1) } })?.last).toBe(day(0));
  expect(lastSeen(record, { repository: 'c', imageId: { imageTag: 't1' } })).toBeUndefined();
  expect(lastSeen(undefined, { repository, imageId: { imageTag: 't1' } })).toBeUndefined();
});
