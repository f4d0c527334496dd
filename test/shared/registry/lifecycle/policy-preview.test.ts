import { expect, test } from 'vitest';
import {
  type Affected,
  affectedImages,
  affectsImages,
  expiringImages,
  lossOf,
  nothingAffected,
  type PolicyPreview,
  previewInWords,
  staysBecause,
} from '../../../../shared/registry/lifecycle/policy-preview.ts';

const some = (images: number, more: Partial<Affected> = {}): Affected => ({
  ...{ ...nothingAffected, images, bytes: 1000 },
  ...more,
});

const known = (expire: Affected, archive = nothingAffected): PolicyPreview => ({
  ...{ state: 'known', expire, archive, policyText: '{}' },
});

const unknown: PolicyPreview = { state: 'unknown', why: 'it was denied' };

test.each<[PolicyPreview | undefined, number, number]>([
  [undefined, 0, 0],
  [unknown, 0, 0],
  [{ state: 'later', why: 'not now' }, 0, 0],
  [known(nothingAffected), 0, 0],
  [known(some(2), some(3)), 2, 5],
  [known(nothingAffected, some(1)), 0, 1],
])('%j expires %i images and affects %i', (preview, expiring, affected) => {
  expect(expiringImages(preview)).toBe(expiring);
  expect(affectedImages(preview)).toBe(affected);
  expect(affectsImages(preview)).toBe(affected > 0);
});

test.each([
  [[undefined, known(nothingAffected, some(9))], undefined],
  [[known(some(1)), unknown], /^1 image /],
  [[known(some(1)), known(some(2))], /^3 images /],
])('what is lost by %j', (previews, line) => {
  const lines = lossOf(previews);
  expect(lines).toHaveLength(line ? 1 : 0);
  if (line) expect(lines[0]).toMatch(line);
});

test.each<[PolicyPreview, (string | RegExp)[]]>([
  [unknown, ['it was denied']],
  [known(nothingAffected), [/^no image /]],
  [known(some(1)), [/expire 1 image \(none tagged\), 1 kB/]],
  [known(nothingAffected, some(2)), [/archive 2 images \(none tagged\), 1 kB/]],
  [known(some(1234), some(1)), [/expire 1,234 images/, /archive 1 image /]],
  [known(some(1, { tagged: 1, tags: ['a', 'b'] })), [/\(1 tagged: a, b\), 1 kB/]],
  [known(some(9, { tagged: 3, tags: ['a'], more: 2 })), [/\(3 tagged: a and 2 more\)/]],
  [known(some(9, { partial: true })), [/\(none tagged of those read\), at least 1 kB/]],
  [
    known(some(9, { tagged: 1, tags: ['a'], partial: true })),
    [/\(at least 1 tagged: a\), at least 1 kB/],
  ],
])('%j in words', (preview, lines) => {
  const words = previewInWords(preview);
  expect(words).toEqual(
    lines.map((it) => (typeof it === 'string' ? it : expect.stringMatching(it))),
  );
});

test('what is not put says why: that it comes later, or what could not be seen', () => {
  expect(staysBecause({ state: 'later', why: 'not now' })).toBe('not now');
  const why = staysBecause({ state: 'unknown', why: 'it was denied' });
  expect(why).toMatch(/.+: it was denied$/);
});
