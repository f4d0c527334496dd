import { describe, expect, test } from 'vitest';
import type { RegistryImage } from '../../../../shared/registry/read.ts';
import { createCandidates } from '../../../../shared/scanning/walk/candidates.ts';
import { lastUse, seenOf } from '../../../../shared/scanning/walk/seen-image.ts';

const now = new Date('2026-11-21T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const sweep = { newest: 2, pulledWithinDays: 7, maxImages: 100 };

/** An image that is called after its digest. */
function image(digest: string, minutes: number, more: Partial<RegistryImage> = {}): RegistryImage {
  const imageTags = [digest];
  return { imageDigest: digest, imageTags, imagePushedAt: minutesAgo(minutes), ...more };
}

const untagged = { imageTags: [] };
const index = { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' };

function chosenOf(images: readonly RegistryImage[], of = sweep) {
  const candidates = createCandidates(of, now);
  for (const each of images) candidates.add(each);
  return candidates.chosen();
}

/** In the order of the images. */
function looksOf(...images: RegistryImage[]) {
  const { looks, others, found } = chosenOf(images);
  const chosen = new Set(looks.map(({ digest }) => digest));
  expect(found).toBe(chosen.size);
  const digests = images.map(({ imageDigest }) => imageDigest);
  return { looks: digests.filter((digest) => chosen.has(digest)), others };
}

describe('looked at are', () => {
  test('the newest with a tag, and the others are counted', () => {
    const images = [image('a', 3), image('b', 1), image('c', 2), image('d', 0, untagged)];
    expect(looksOf(...images)).toEqual({ looks: ['b', 'c'], others: 2 });
  });

  test('those that were pulled lately, with a tag or without', () => {
    const pulled = (days: number) => ({ lastRecordedPullTime: minutesAgo(days * 1440) });
    const old = [
      image('a', 9e5, pulled(6)),
      image('b', 9e5, { ...untagged, ...pulled(1) }),
      image('c', 9e5, pulled(8)),
    ];
    expect(looksOf(image('x', 1), image('y', 2), ...old)).toEqual({
      looks: ['x', 'y', 'a', 'b'],
      others: 1,
    });
  });

  test('of a multi-arch image what came right before it, as an index is not scanned', () => {
    const images = [
      image('index', 10, index),
      image('amd64', 12, untagged),
      image('arm64', 11, untagged),
      image('later', 9, untagged),
      image('long before', 100, untagged),
    ];
    expect(looksOf(...images)).toEqual({ looks: ['amd64', 'arm64'], others: 2 });
  });

  test('untagged images only where they are parts; the others are counted as such', () => {
    const images = [
      image('index', 10, index),
      image('part', 10, untagged),
      image('other', 9, untagged),
      image('old', 9e5),
      image('older', 9e6),
    ];
    const { others, untagged: without } = chosenOf(images, { ...sweep, newest: 1 });
    expect({ others, without }).toEqual({ others: 3, without: 1 });
  });

  test('the newest caches of BuildKit besides the newest that is built', () => {
    const cache = { artifactMediaType: 'application/vnd.buildkit.cacheconfig.v0' };
    const caches = [1, 2, 3].map((minutes) => image(`cache${minutes}`, minutes, cache));
    expect(looksOf(...caches, image('a', 9))).toEqual({
      looks: ['cache1', 'cache2', 'a'],
      others: 1,
    });
  });

  test('no charts, no signatures and nothing in quarantine', () => {
    expect(
      looksOf(
        image('chart', 1, { artifactMediaType: 'application/vnd.cncf.helm.config.v1+json' }),
        image('signature', 1, { subjectManifestDigest: 'sha256:1' }),
        image('quarantined', 1, { imageTags: ['quarantine-0123456789ab'] }),
      ),
    ).toEqual({ looks: [], others: 0 });
  });
});

const day = 24 * 60;

test.each([
  [7, 7 * day, 1],
  [7, 7 * day + 1, 0],
  // None by its pull.
  [0, 0, 0],
])('within %i days, a pull %i minutes ago makes %i looks', (pulledWithinDays, minutes, looks) => {
  const pulled = image('a', 9e5, { ...untagged, lastRecordedPullTime: minutesAgo(minutes) });
  const found = chosenOf([pulled], { ...sweep, pulledWithinDays });
  expect(found.looks).toHaveLength(looks);
  expect(found.untagged).toBe(1 - looks);
});

test.each([
  [10, true],
  [70, true],
  [71, false],
  [9, false],
])('what was pushed %i minutes ago is part of an index of ten minutes ago: %s', (minutes, is) => {
  const { looks } = looksOf(image('index', 10, index), image('part', minutes, untagged));
  expect(looks).toEqual(is ? ['part'] : []);
});

test('the last use is the later one of push and pull', () => {
  const pulled = (minutes: number) => ({ lastRecordedPullTime: minutesAgo(minutes) });
  expect(lastUse(seenOf(image('a', 5)))).toBe(minutesAgo(5).getTime());
  expect(lastUse(seenOf(image('a', 5, pulled(3))))).toBe(minutesAgo(3).getTime());
  expect(lastUse(seenOf({ imageDigest: 'a' }))).toBe(0);
});
