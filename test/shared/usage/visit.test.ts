import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IndexReader } from '../../../shared/registry/manifests/index-parts.ts';
import type { RegistryImage } from '../../../shared/registry/read.ts';
import { missingUses } from '../../../shared/usage/missing.ts';
import { type SeenUses, visitUses } from '../../../shared/usage/visit.ts';
import { useOfRepository } from '../../../shared/use/needed.ts';
import { type ImageUse, isUseOf } from '../../../shared/use/uses.ts';
import { anyRepository, byDigest, byTag, digest, image, index } from '../use/images.ts';

const archivedAt = '2026-11-02T00:00:00.000Z';
const archived = { imageStatus: 'ARCHIVED', lastArchivedAt: new Date(archivedAt) } as const;
const active = { imageStatus: 'ACTIVE' } as const;

/** Pages of one image each. */
async function seenOf(
  images: readonly RegistryImage[],
  uses: readonly ImageUse[],
  indexes?: IndexReader,
): Promise<SeenUses> {
  const seen: SeenUses[] = [];
  const visit = visitUses('a/b', uses, indexes, (it) => seen.push(it));
  for (const it of images) visit.images?.([it]);
  await visit.end?.();
  expect(seen).toHaveLength(1);
  return seen[0] as SeenUses;
}

/** Parts of indexes by number, and which indexes were asked for. */
function reader(parts: Record<number, number[]>) {
  const asked: string[] = [];
  const indexes: IndexReader = {
    partsOf: async (_, digests) => {
      asked.push(...digests);
      const of = (it: string) => parts[Number.parseInt(it.slice(7), 16)]?.map(digest);
      return new Map(digests.map((it) => [it, of(it)]));
    },
  };
  return { asked, indexes };
}

describe('the images in use of a repository', () => {
  test('are named as they run, by at most twenty users', async () => {
    const by = Array.from({ length: 15 }, (_, at) => `s${at}`);
    const others = Array.from({ length: 15 }, (_, at) => `s${at + 10}`);
    const uses = [byTag('1', { by }), byDigest(1, { by: others }), byTag('latest', { by: ['s0'] })];
    const { images } = await seenOf([image(1, { imageTags: ['1', 'latest'] })], uses);
    expect(images).toEqual([
      {
        ...{ repository: 'a/b', digest: digest(1), names: [digest(1), '1', 'latest'] },
        ...{ by: [...others, ...by.slice(0, 5)], more: 5 },
      },
    ]);
  });

  test('are on standby where all of their uses are', async () => {
    const images = [image(1, { imageTags: ['1'] }), image(2, { imageTags: ['2'] })];
    const standby = { standby: true } as const;
    const uses = [byTag('1', standby), byTag('2', standby), byDigest(2)];
    const found = await seenOf(images, uses);
    expect(found.images.map((it) => it.standby)).toEqual([true, undefined]);
  });

  test('are archived, or being restored', async () => {
    const images = [
      image(1, { ...archived, imageTags: ['1'] } as object),
      image(2, { imageTags: ['2'], imageStatus: 'ACTIVATING' } as object),
      image(3, archived as object),
    ];
    const found = await seenOf(images, [byTag('1'), byTag('2')]);
    expect(found.archived).toEqual([
      { repository: 'a/b', digest: digest(1), archivedAt, uses: [byTag('1')] },
    ]);
    expect(found.activating).toEqual([digest(2)]);
  });

  test('are the same, page by page, as of the whole repository', async () => {
    await fc.assert(
      fc.asyncProperty(anyRepository, async ({ images, parts, uses }) => {
        const seen = await seenOf(images, uses);
        const { inUse, missing } = useOfRepository(images, uses, parts, []);
        const own = [...inUse].filter(([, { as }]) => as === 'itself').map(([key]) => key);
        expect(seen.images.map((it) => it.digest).toSorted()).toEqual(own.toSorted());
        const gone = missing.filter((it) => !it.standby).map(({ imageId }) => imageId);
        for (const it of seen.missing) expect(gone).toContainEqual(it.imageId);
      }),
    );
  });
});

describe('archived parts', () => {
  const images = [
    index(1, { ...active, imageTags: ['1'] } as object),
    index(2, active as object),
    image(3, archived as object),
    image(4, archived as object),
  ];

  test('of an index in use are found; no other index is read', async () => {
    const { asked, indexes } = reader({ 1: [3, 9], 2: [4] });
    const found = await seenOf(images, [byTag('1')], indexes);
    expect(found.archived).toEqual([
      {
        ...{ repository: 'a/b', digest: digest(3), archivedAt },
        uses: [byTag('1')],
        index: digest(1),
      },
    ]);
    expect(asked).toEqual([digest(1)]);
  });

  test.each([
    ['nothing is archived', images.slice(0, 2), [byTag('1')]],
    ['the index is not in use', images, [byTag('gone')]],
    [
      'the index itself is archived',
      [index(1, { ...archived, imageTags: ['1'] } as object), images[3]],
      [byTag('1')],
    ],
  ])('are not looked for where %s', async (_, some, uses) => {
    const { asked, indexes } = reader({ 1: [3] });
    await seenOf(some as RegistryImage[], uses, indexes);
    expect(asked).toEqual([]);
  });
});

describe('archived signatures and the like', () => {
  const refersTo = (number: number) => ({ ...archived, subjectManifestDigest: digest(number) });
  const images = [
    index(1, { ...active, imageTags: ['1'] } as object),
    image(2, { ...active, imageTags: ['2'] } as object),
    image(3, refersTo(1) as object),
    image(4, refersTo(2) as object),
    // Of an active part, of the signature of the index, and by a tag of cosign.
    image(5, refersTo(9) as object),
    image(6, refersTo(3) as object),
    image(7, { ...archived, imageTags: [`sha256-${digest(1).slice(7)}.sig`] } as object),
  ];

  test('of an image in use, and of what it needs, are found; others are not', async () => {
    const { indexes } = reader({ 1: [9] });
    const found = await seenOf(images, [byTag('1')], indexes);
    expect(found.archived.map((it) => it.digest).toSorted()).toEqual(
      [3, 5, 6, 7].map(digest).toSorted(),
    );
    expect(found.archived.every(({ related }) => related === digest(1))).toBe(true);
    expect(found.archived[0]?.uses).toEqual([byTag('1')]);
  });

  test('as is the subject of an image in use, with which ECR would delete that one', async () => {
    const of = { ...active, imageTags: ['8'], subjectManifestDigest: digest(3) };
    const { indexes } = reader({});
    const found = await seenOf([...images, image(8, of as object)], [byTag('8')], indexes);
    expect(found.archived.map((it) => it.digest)).toContain(digest(3));
  });

  test('are looked for also where there is no image index', async () => {
    const { asked, indexes } = reader({});
    const found = await seenOf(images, [byTag('2')], indexes);
    expect(found.archived.map((it) => it.digest)).toEqual([digest(4)]);
    expect(asked).toEqual([]);
  });
});

describe('a missing image', () => {
  const names = (uses: ImageUse[], found: ImageUse[]) =>
    missingUses('a/b', uses, new Set(found)).map((it) => [it.imageId, it.by]);

  test.each<[string, ImageUse[], number[], number]>([
    ['a digest that is gone', [byDigest(1)], [], 1],
    ['a tag that is gone', [byTag('1')], [], 1],
    ['an image on standby', [byTag('1', { standby: true })], [], 0],
    ['a tag whose user has the digest', [byTag('1'), byDigest(1)], [1], 0],
    ['a tag whose user has a digest that is gone too', [byTag('1'), byDigest(1)], [], 2],
    [
      'a tag of another user than that of the digest',
      [byTag('1', { by: ['x'] }), byDigest(1)],
      [1],
      1,
    ],
    ['one of two tags, with the digest of one', [byTag('1'), byTag('2'), byDigest(1)], [2], 2],
  ])('%s', (_, uses, found, count) => {
    const there = found.flatMap((at) => uses[at] ?? []);
    expect(names(uses, there)).toHaveLength(count);
  });

  test('names only the users who miss it', () => {
    const tag = byTag('1', { by: ['x', 'y'] });
    const own = byDigest(1, { by: ['y'] });
    expect(names([tag, own], [own])).toEqual([[{ imageTag: '1' }, ['x']]]);
  });

  test('is never one that is there, and every other one is missing but for standby and digests', () => {
    fc.assert(
      fc.property(anyRepository, ({ images, uses }) => {
        const found = uses.filter((use) => images.some((it) => isUseOf(use, it)));
        const missing = missingUses('a/b', uses, new Set(found));
        const digests = uses.filter(
          (use) => 'imageDigest' in use.imageId && !use.standby && !found.includes(use),
        );
        expect(missing.filter((it) => 'imageDigest' in it.imageId)).toHaveLength(digests.length);
      }),
    );
  });
});
