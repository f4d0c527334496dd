import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexesToRead, useOfRepository } from '../../../shared/use/needed.ts';
import { isUseOf } from '../../../shared/use/uses.ts';
import { anyRepository, byDigest, byTag, digest, image, index } from './images.ts';

const none = new Map<string, string[]>();

describe('what a repository must not lose', () => {
  test('by tag and by digest, with who runs it, at its parts too', () => {
    const images = [index(1, { imageTags: ['1', 'latest'] }), image(2), image(3)];
    const uses = [byTag('latest', { by: ['a'] }), byDigest(1, { by: ['b'] })];
    const { inUse, missing, doubts } = useOfRepository(
      ...([images, uses, new Map([[digest(1), [digest(2)]]]), []] as const),
    );
    expect([...inUse]).toEqual([
      [digest(1), { root: digest(1), as: 'itself', uses }],
      [digest(2), { root: digest(1), as: 'part', uses }],
    ]);
    expect([missing, doubts]).toEqual([[], []]);
  });

  test('a tag that has moved is the image that has it now; the digest stays in use without a tag', () => {
    const images = [image(1), image(2, { imageTags: ['latest'] })];
    const { inUse, missing } = useOfRepository(images, [byTag('latest'), byDigest(1)], none, []);
    expect([...inUse.keys()].toSorted()).toEqual([digest(1), digest(2)]);
    expect(missing).toEqual([]);
  });

  test('what is gone is missing, by tag and by digest', () => {
    const uses = [byTag('gone'), byDigest(9), byTag('1')];
    const { missing } = useOfRepository([image(1, { imageTags: ['1'] })], uses, none, []);
    expect(missing).toEqual(uses.slice(0, 2));
  });

  test.each([
    ['a source that was not read', [], ['what ecs runs is not known: denied'], 'ecs'],
    [
      'indexes that were not read',
      [index(2), index(3)],
      [`what the image index ${digest(2)} (and 1 more) lists could not be read`],
      undefined,
    ],
    [
      'one index that was not read',
      [index(2)],
      [`what the image index ${digest(2)} lists could not be read`],
      undefined,
    ],
  ])('%s leaves doubts', (_, more, expected, source) => {
    const unknown = source ? [{ source, why: 'denied' }] : [];
    const { doubts } = useOfRepository([image(1), ...more], [byDigest(1)], none, unknown);
    expect(doubts).toEqual(expected);
  });

  test('indexes are read only where something is in use', () => {
    const images = [index(1), image(2, { imageTags: ['1'] }), index(3)];
    expect(indexesToRead(images, [byTag('1')])).toEqual([digest(1), digest(3)]);
    expect(indexesToRead(images, [byTag('gone')])).toEqual([]);
    expect(indexesToRead(images, [])).toEqual([]);
  });

  test('every use is of an image that is kept, or missing', () => {
    fc.assert(
      fc.property(anyRepository, ({ images, parts, uses }) => {
        const { inUse, missing } = useOfRepository(images, uses, parts, []);
        for (const use of uses) {
          const own = images.filter((it) => isUseOf(use, it));
          expect(missing.includes(use)).toBe(own.length === 0);
          for (const it of own) {
            expect(inUse.get(it.imageDigest)).toMatchObject({ as: 'itself' });
            expect(inUse.get(it.imageDigest)?.uses).toContain(use);
          }
        }
        for (const { uses: its } of inUse.values()) expect(its).not.toEqual([]);
      }),
    );
  });
});
