import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neededWith } from '../../../../shared/registry/manifests/needs.ts';
import type { RelatedImage } from '../../../../shared/registry/manifests/relations.ts';
import { anyRepository, digest, image, index } from '../../use/images.ts';

const hexOf = (number: number) => digest(number).slice(7);

/** The numbers of what is needed, each with why. */
function needed(
  images: readonly RelatedImage[],
  parts: Record<number, number[] | undefined>,
  ...roots: number[]
) {
  const known = new Map(
    Object.entries(parts).map(([at, own]) => [digest(Number(at)), own?.map(digest)]),
  );
  const answer = neededWith(images, known, roots.map(digest));
  return {
    why: [...answer.needed].map(([key, { as }]) => `${Number.parseInt(key.slice(7), 16)} ${as}`),
    unread: answer.unread,
  };
}

describe('needed together with an image', () => {
  test.each<[string, RelatedImage[], Record<number, number[] | undefined>, number, string[]]>([
    ['nothing else', [image(1), image(2)], {}, 1, ['1 itself']],
    ['nothing, where it is gone', [image(2)], {}, 1, []],
    [
      'the parts of an index',
      [index(1), image(2), image(3)],
      { 1: [2] },
      1,
      ['1 itself', '2 part'],
    ],
    [
      'the index of a part, and its other parts',
      [index(1), image(2), image(3)],
      { 1: [2, 3] },
      2,
      ['2 itself', '1 index', '3 part'],
    ],
    ['a part that is gone', [index(1), image(2)], { 1: [2, 9] }, 1, ['1 itself', '2 part']],
    [
      'an index within an index',
      [index(1), index(2), image(3)],
      { 1: [2], 2: [3] },
      1,
      ['1 itself', '2 part', '3 part'],
    ],
    ['an index that lists itself', [index(1)], { 1: [1] }, 1, ['1 itself']],
    [
      'a referrer by its subject',
      [image(1), image(2, { subjectManifestDigest: digest(1) })],
      {},
      1,
      ['1 itself', '2 referrer'],
    ],
    [
      'a referrer by its tag',
      [image(1), image(2, { imageTags: [`sha256-${hexOf(1)}.sig`] })],
      {},
      1,
      ['1 itself', '2 referrer'],
    ],
    [
      'a referrer by the tag of OCI',
      [image(1), index(2, { imageTags: [`sha256-${hexOf(1)}`] })],
      { 2: [] },
      1,
      ['1 itself', '2 referrer'],
    ],
    [
      'the parts of a referrer',
      [image(1), index(2, { imageTags: [`sha256-${hexOf(1)}`] }), image(3)],
      { 2: [3] },
      1,
      ['1 itself', '2 referrer', '3 part'],
    ],
    [
      'a referrer of a referrer',
      [
        image(1),
        image(2, { subjectManifestDigest: digest(1) }),
        image(3, { subjectManifestDigest: digest(2) }),
      ],
      {},
      1,
      ['1 itself', '2 referrer', '3 referrer'],
    ],
    [
      'a referrer of a part',
      [index(1), image(2), image(3, { subjectManifestDigest: digest(2) })],
      { 1: [2] },
      1,
      ['1 itself', '2 part', '3 referrer'],
    ],
    [
      'the subject that it refers to: ECR deletes it after that',
      [image(1), image(2, { subjectManifestDigest: digest(1) })],
      {},
      2,
      ['2 itself', '1 subject'],
    ],
    [
      'referrers that refer to each other',
      [
        image(1, { subjectManifestDigest: digest(2) }),
        image(2, { subjectManifestDigest: digest(1) }),
      ],
      {},
      1,
      ['1 itself', '2 referrer'],
    ],
  ])('%s', (_, images, parts, root, expected) => {
    expect(needed(images, parts, root)).toEqual({ why: expected, unread: [] });
  });

  test('an index that could not be read matters as soon as anything is needed', () => {
    const images = [index(1), image(2)];
    expect(needed(images, { 1: undefined }, 2).unread).toEqual([digest(1)]);
    expect(needed(images, {}, 2).unread).toEqual([digest(1)]);
    expect(needed(images, { 1: undefined }, 9).unread).toEqual([]);
  });

  test('is closed: what any of it needs is needed as well', () => {
    fc.assert(
      fc.property(anyRepository, fc.array(fc.nat(9)), ({ images, parts }, roots) => {
        const all = neededWith(images, parts, roots.map(digest)).needed;
        const there = new Set(images.map((it) => it.imageDigest));
        const wanted = images.flatMap((it) => [
          ...(all.has(it.imageDigest) ? (parts.get(it.imageDigest) ?? []) : []),
          ...(all.has(it.subjectManifestDigest ?? '') ? [it.imageDigest] : []),
          ...(parts.get(it.imageDigest)?.some((part) => all.get(part)?.as === 'itself')
            ? [it.imageDigest]
            : []),
        ]);
        const subjects = images.map((it) => all.has(it.imageDigest) && it.subjectManifestDigest);
        const subjectsWanted = subjects.filter((it) => typeof it === 'string');
        const missing = [...roots.map(digest), ...wanted, ...subjectsWanted].filter(
          (it) => !all.has(it),
        );
        expect(missing.filter((it) => there.has(it))).toEqual([]);
        expect([...all.keys()].filter((it) => !there.has(it))).toEqual([]);
        for (const { root } of all.values()) expect(all.get(root)?.as).toBe('itself');
      }),
    );
  });

  test('does not depend on the order of images, and grows with what is wanted', () => {
    fc.assert(
      fc.property(
        anyRepository,
        fc.array(fc.nat(9)),
        fc.nat(9),
        ({ images, parts }, roots, more) => {
          const keys = (of: readonly RelatedImage[], from: number[]) =>
            [...neededWith(of, parts, from.map(digest)).needed.keys()].toSorted();
          expect(keys(images.toReversed(), roots)).toEqual(keys(images, roots));
          expect(keys(images, [...roots, more])).toEqual(
            expect.arrayContaining(keys(images, roots)),
          );
        },
      ),
    );
  });
});
