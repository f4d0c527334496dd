import { describe, expect, test } from 'vitest';
import {
  addAge,
  ageClassDays,
  noAges,
  sumAges,
} from '../../../../shared/inventory/summary/ages.ts';
import { countImage, noImages, sum } from '../../../../shared/inventory/summary/count.ts';
import { costOf, quotasOf } from '../../../../shared/inventory/summary/summarize.ts';
import { toInventory } from '../../../../shared/inventory/take.ts';
import type { RegistryImage } from '../../../../shared/registry/read.ts';
import { repositoryCount, summaryOf } from '../../../support/summary.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const daysAgo = (days: number) => new Date(now - days * 86_400_000);

test.each([
  [0, 0],
  [7, 0],
  [7.1, 1],
  [30, 1],
  [365, 4],
  [366, 5],
])('an image of %d days is of class %i', (days, at) => {
  const ages = noAges();
  addAge(ages, { imagePushedAt: daysAgo(days), lastRecordedPullTime: daysAgo(days) }, now);
  const expected = Array.from({ length: ageClassDays.length + 1 }, (_, it) => (it === at ? 1 : 0));
  expect(ages).toEqual({ pushed: expected, pulled: expected, neverPulled: 0 });
  expect(sumAges(ages, ages).pushed[at]).toBe(2);
});

test('an image that nobody has pulled is counted as such', () => {
  const ages = noAges();
  addAge(ages, { imagePushedAt: daysAgo(1) }, now);
  addAge(ages, {}, now);
  expect(ages).toMatchObject({ neverPulled: 2, pushed: [1, 0, 0, 0, 0, 0] });
  expect(sumAges(ages, ages).neverPulled).toBe(4);
});

describe('an image is counted', () => {
  const image = (more: Partial<RegistryImage>) => ({
    ...{ imageDigest: 'sha256:1', imageSizeInBytes: 10 },
    ...more,
  });

  test.each<[string, Partial<RegistryImage>, object]>([
    ['with its tags', { imageTags: ['1', '2'] }, { tags: 2 }],
    ['without a tag', {}, { untaggedImages: 1, untaggedBytes: 10 }],
    ['as a referrer', { subjectManifestDigest: 'sha256:2' }, { referrers: 1, untaggedImages: 1 }],
    [
      'in the archive',
      { imageTags: ['1'], imageStatus: 'ARCHIVED' },
      { tags: 1, archivedImages: 1, archivedBytes: 10 },
    ],
    [
      'of a size that nobody says',
      { imageSizeInBytes: undefined, imageTags: ['1'] },
      { bytes: 0, tags: 1 },
    ],
  ])('%s', (_, more, expected) => {
    const counts = noImages();
    countImage(counts, image(more));
    expect(counts).toEqual({ ...noImages(), images: 1, bytes: 10, ...expected });
    expect(sum(counts, noImages())).toEqual(counts);
  });
});

test('what storage costs is by class, in cents', () => {
  const GB = 1e9;
  const inventory = summaryOf([
    repositoryCount('a', { bytes: 10 * GB, untaggedBytes: 2 * GB, archivedBytes: 4 * GB }),
  ]);
  expect(costOf(inventory, { standard: 0.1, archive: 0.051 })).toEqual({
    ...{ perMonth: 0.8, untaggedPerMonth: 0.2, archivedPerMonth: 0.2 },
  });
});

test('the fullest repository is the first of those with the most images', () => {
  const limits = { repositories: 5, imagesPerRepository: 9 };
  const images = (counts: Record<string, number>) =>
    summaryOf(Object.entries(counts).map(([name, it]) => repositoryCount(name, { images: it })));
  expect(quotasOf(images({ a: 1, b: 3, c: 3, d: 2 }), limits)).toEqual({
    repositories: { used: 4, limit: 5 },
    imagesPerRepository: { used: 3, limit: 9, repository: 'b' },
  });
  expect(quotasOf(images({}), limits).imagesPerRepository).toEqual({ used: 0, limit: 9 });
});

test('an inventory is complete when all could be read, and none when nothing could', () => {
  const identity = { registryId: '123456789012', region: 'eu-west-1' };
  const failed = [{ repository: 'b', error: 'denied' }];
  const perRepository = [repositoryCount('a', { images: 3, untaggedImages: 1 })];
  const of = (more: object) =>
    toInventory(identity, { perRepository, failed: [], ages: noAges(), ...more });
  expect(of({})).toMatchObject({ complete: true, repositories: 1, taggedImages: 2 });
  expect(of({ failed })).toMatchObject({ complete: false, repositories: 1 });
  expect(of({ perRepository: [] })).toMatchObject({ complete: true, images: 0 });
  expect(() => of({ perRepository: [], failed })).toThrow('denied');
});
