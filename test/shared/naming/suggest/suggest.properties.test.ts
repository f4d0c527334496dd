import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSnapshot, type SnapshotImage } from '../../../../local/ecr/snapshot/snapshot.ts';
import { tagKinds } from '../../../../shared/config/schema/naming.ts';
import { checkImage } from '../../../../shared/naming/check.ts';
import { chartKinds, kinds } from '../../../../shared/naming/kinds.ts';
import { onlyCertain } from '../../../../shared/naming/suggest/certain.ts';
import { known } from '../../../../shared/naming/suggest/elsewhere.ts';
import type { RegistryImage } from '../../../../shared/registry/read.ts';
import { digestOf } from '../../../local/images.ts';
import { runs } from '../../../support/runs.ts';
import { tagRule } from '../naming.ts';

const numRuns = runs(2000);

/** Pieces of tags as people and pipelines make them, and what stands between these. */
const piece = fc.oneof(
  fc.constantFrom('1.2.3', 'V1.2.3', '1.2.3-rc.1', '01', '2.9.0-00056318', '1_2_3', '17.2', 'v4'),
  fc.constantFrom('a1b2c3d', 'A1B2C3D', '0617444', '36423e42', 'ab'.repeat(20), 'g0617444', 'sha'),
  fc.constantFrom('20260807', '174933', '1756914788', '2026-08-07', '2022-12-12T21-38', '2026.11'),
  fc.constantFrom('main', 'release', 'web', 'Feature', 'latest', 'defaced', 'unicode', 'build.1'),
  fc.stringMatching(/^[0-9a-f]{5,12}$/),
  fc.stringMatching(/^\d{1,3}(\.\d{1,3}){1,3}$/),
);
const tag = fc
  .array(fc.tuple(piece, fc.constantFrom('-', '_', '.')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([text, between]) => text + between).join(''))
  .map((text) => text.slice(0, -1));
const declared = fc.subarray([...tagKinds], { minLength: 1 });
const images = fc
  .uniqueArray(tag, { minLength: 1, maxLength: 8 })
  .chain((tags) => fc.tuple(...tags.map((it) => fc.tuple(fc.constant(it), fc.boolean()))))
  .map((tags) => tags.map(([it, isChart], at) => imageOf(it, at, isChart)));

function imageOf(name: string, at: number, isChart: boolean): RegistryImage {
  const artifactMediaType = 'application/vnd.cncf.helm.config.v1+json';
  const image = { imageDigest: digestOf(String(at)), imageTags: [name] };
  return isChart ? { ...image, artifactMediaType } : image;
}

/** What is suggested for which tag of a repository with these images. */
function suggestions(named: readonly string[], all: readonly RegistryImage[]) {
  const naming = tagRule(`kinds: [${named}]`);
  const found = all.flatMap((image) => checkImage(naming, 'team-a/web', image));
  return onlyCertain(naming, found, all.map(known)).flatMap((it) =>
    it.kind === 'tag' && it.suggestion !== undefined
      ? { tag: it.tag, digest: it.digest, suggestion: it.suggestion }
      : [],
  );
}

/** Whether a text is in another one, between separators, whatever these are. */
function isPieceOf(tag: string, text: string): boolean {
  const plain = (it: string) => it.toLowerCase().replaceAll(/[_.-]/g, '-').replace(/^v/, '');
  return new RegExp(`(^|-|-g|-v)${plain(text)}(-|$)`).test(plain(tag));
}

/** Each kind takes none of the tags, and each suggestion is a piece of its tag that one kind takes. */
function expectRight(named: readonly string[], all: readonly RegistryImage[]): number {
  const tags = new Set(all.flatMap(({ imageTags }) => imageTags ?? []));
  const found = suggestions(named, all);
  const images = new Map<string, string>();
  for (const { tag, digest, suggestion } of found) {
    expect(tags).not.toContain(suggestion);
    expect(images.get(suggestion) ?? digest).toBe(digest);
    images.set(suggestion, digest);
    const image = all.find((it) => it.imageDigest === digest);
    const takes = image?.artifactMediaType ? chartKinds : kinds;
    const fits = named.some((kind) => takes[kind as keyof typeof kinds].pattern.test(suggestion));
    expect(fits, suggestion).toBe(true);
    expect(isPieceOf(tag, suggestion), `${suggestion} of ${tag}`).toBe(true);
    // Digits alone are part of a time, if they are not what a word or git itself says is a commit.
    if (/^\d+$/.test(suggestion)) expect(tag).toMatch(/(sha|g)[_.-]?\d+|^v?\d{1,5}$/i);
  }
  return found.length;
}

test('a suggestion is a piece of the tag, of a kind that is asked for, and the name of no other image', () => {
  let suggested = 0;
  fc.assert(
    fc.property(declared, images, (named, all) => {
      suggested += expectRight(named, all);
    }),
    { numRuns },
  );
  expect(suggested).toBeGreaterThan(numRuns / 4);
});

test('what is suggested depends neither on the order of images nor on when it is asked', () => {
  fc.assert(
    fc.property(declared, images, (named, all) => {
      const sorted = (of: readonly RegistryImage[]) =>
        suggestions(named, of).toSorted((a, b) => a.tag.localeCompare(b.tag));
      expect(sorted(all.toReversed())).toEqual(sorted(all));
    }),
    { numRuns: runs(300) },
  );
});

test('Helm’s plus never becomes a hyphen', () => {
  const build = fc.stringMatching(/^[0-9a-z]{1,8}(\.[0-9a-z]{1,3})?$/);
  fc.assert(
    fc.property(declared, build, fc.boolean(), (named, text, isChart) => {
      fc.pre(!/^(rc|alpha|beta)/.test(text));
      const found = suggestions(named, [imageOf(`8.7.3_${text}`, 0, isChart)]);
      for (const { suggestion } of found) expect(suggestion).not.toMatch(/^v?8\.7\.3/);
    }),
    { numRuns: runs(300) },
  );
});

const official = '../shared/data/docker-official.snapshot.json';

test
  .skipIf(!existsSync(official))
  .each([...tagKinds.map((kind) => ({ named: [kind] })), { named: tagKinds }])(
  'so it is over the tags of Docker’s official images, with $named',
  ({ named }) => {
    const { imageDetails } = parseSnapshot(readFileSync(official, 'utf8'));
    const byRepository = Map.groupBy(imageDetails, (it) => it.repositoryName);
    for (const all of byRepository.values()) expectRight(named, all.filter(hasTags).map(plain));
  },
);

function hasTags({ imageTags = [] }: SnapshotImage): boolean {
  return imageTags.length > 0;
}

function plain({ imageDigest, imageTags = [] }: SnapshotImage): RegistryImage {
  return { imageDigest, imageTags };
}
