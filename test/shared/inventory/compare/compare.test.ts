import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Compared, compareInventories } from '../../../../shared/inventory/compare/compare.ts';
import {
  type ChangeTally,
  countChange,
  counting,
  differenceBetween,
  growthBetween,
  noChanges,
  sumChanges,
} from '../../../../shared/inventory/compare/comparison.ts';
import { createPartWriter } from '../../../../shared/inventory/parquet/parts.ts';
import type { ChangeRow } from '../../../../shared/inventory/rows/rows.ts';
import { noImages } from '../../../../shared/inventory/summary/count.ts';
import { imageRowOf } from '../../../support/image-rows.ts';
import { memoryStore } from '../../../support/memory-store.ts';

/** Repositories with their images: digest → tags. `null` is one that could not be read. */
type Registry = Record<string, Record<string, string[]> | null>;

async function inventoryOf(registry: Registry): Promise<Compared> {
  const store = memoryStore();
  const partition = { registryId: '123456789012', region: 'eu-west-1', date: '2026-11-21' };
  const writer = createPartWriter({ store, partition, slice: 0 }, 'images', 3);
  const names = Object.keys(registry).sort();
  for (const repository of names) {
    for (const [digest, tags] of Object.entries(registry[repository] ?? {})) {
      await writer.add(imageRowOf(repository, '', { digest, tags }));
    }
  }
  const of = (read: boolean) =>
    names
      .filter((name) => (registry[name] !== null) === read)
      .map((name) => ({ repository: name }));
  return { store, parts: await writer.end(), perRepository: of(true), failed: of(false) };
}

async function compare(before: Registry, now: Registry): Promise<ChangeRow[]> {
  return Array.fromAsync(compareInventories(await inventoryOf(before), await inventoryOf(now)));
}

/** `tag-moved a:latest B←A` */
function told({ change, repository, tag, digest, previousDigest }: ChangeRow): string {
  const name = tag === undefined ? repository : `${repository}:${tag}`;
  const from = previousDigest === undefined ? '' : `←${previousDigest}`;
  return `${change} ${name} ${digest ?? ''}${from}`.trim();
}

describe('tells', () => {
  test.each<[string, Registry, Registry, string[]]>([
    ['nothing where nothing has changed', { a: { A: ['1'] } }, { a: { A: ['1'] } }, []],
    [
      'a tag that points to another image',
      { a: { A: ['1', 'latest'] } },
      { a: { A: ['1'], B: ['2', 'latest'] } },
      ['image-new a B', 'tag-new a:2 B', 'tag-moved a:latest B←A'],
    ],
    [
      'a tag that is gone, and one whose image is gone with it',
      { a: { A: ['1', '2'], B: ['3'] } },
      { a: { A: ['2'] } },
      ['image-gone a B', 'tag-gone a:1 ←A', 'tag-gone a:3 ←B'],
    ],
    [
      'repositories that are new and gone, with what is in them, in the order of their names',
      { b: {}, c: { C: ['1'] } },
      { a: { A: [] }, b: {}, d: {} },
      [
        ...['repository-new a', 'image-new a A'],
        ...['repository-gone c', 'image-gone c C', 'tag-gone c:1 ←C'],
        'repository-new d',
      ],
    ],
    ['nothing of a repository that was not read this time', { a: { A: ['1'] } }, { a: null }, []],
    ['nothing of a repository that was not read last time', { a: null }, { a: { A: ['1'] } }, []],
  ])('%s', async (_, before, now, expected) => {
    expect((await compare(before, now)).map(told)).toEqual(expected);
  });
});

const tags = fc.uniqueArray(fc.constantFrom('1', '2', 'latest'));
const registries: fc.Arbitrary<Registry> = fc.dictionary(
  fc.constantFrom('a', 'a/b', 'b', 'B', 'c-d', 'c/d', '\uffff', '😀'),
  fc.option(fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), tags, { noNullPrototype: true })),
  { noNullPrototype: true },
);

test('the changes, applied to what was, make what is', async () => {
  await fc.assert(
    fc.asyncProperty(registries, registries, async (before, now) => {
      const known = (name: string) => before[name] !== null && now[name] !== null;
      const was = flat(before, known);
      for (const row of await compare(before, now)) apply(was, row);
      expect([...was].sort()).toEqual([...flat(now, known)].sort());
    }),
    { numRuns: 50 },
  );
});

test('slices find together what one comparison finds, in the same order, and so do their sums', async () => {
  await fc.assert(
    fc.asyncProperty(registries, registries, fc.string(), async (before, now, at) => {
      const both = [await inventoryOf(before), await inventoryOf(now)] as const;
      const run = async (range: object): Promise<[ChangeRow[], ChangeTally]> => {
        const tally = noChanges();
        const rows = counting(compareInventories(...both, range), tally);
        return [await Array.fromAsync(rows), tally];
      };
      const [[whole, sum], [first, a], [second, b]] = [
        ...[await run({}), await run({ to: at }), await run({ from: at })],
      ] as [[ChangeRow[], ChangeTally], [ChangeRow[], ChangeTally], [ChangeRow[], ChangeTally]];
      expect([...first, ...second]).toEqual(whole);
      expect(sumChanges(b, a)).toEqual(sum);
    }),
    { numRuns: 40 },
  );
});

test('a part that is not there is an error that names it, not an empty registry', async () => {
  const before = await inventoryOf({ a: { A: ['1'] } });
  const rows = compareInventories({ ...before, store: memoryStore() }, before);
  await expect(Array.fromAsync(rows)).rejects.toThrow(/memory:images\/.* is missing/);
});

test('at most 100 moved tags are listed, and all are counted', async () => {
  const all = Array.from({ length: 150 }, (_, at) => `t${String(at).padStart(3, '0')}`);
  const tally = noChanges();
  const [before, now] = [
    await inventoryOf({ a: { A: all } }),
    await inventoryOf({ a: { B: all } }),
  ];
  await Array.fromAsync(counting(compareInventories(before, now), tally));
  expect(tally.changes).toMatchObject({ 'tag-moved': 150, 'image-new': 1, 'image-gone': 1 });
  expect(tally.movedTags.map(({ tag }) => tag)).toEqual(all.slice(0, 100));
});

test('a move of which a part is not known is counted, and not listed', () => {
  const row = { change: 'tag-moved', repository: 'a', tag: 't', digest: 'B', previousDigest: 'A' };
  const listed = (without: string[]) => {
    const tally = noChanges();
    const known = Object.entries(row).filter(([key]) => !without.includes(key));
    countChange(tally, Object.fromEntries(known) as unknown as ChangeRow);
    expect(tally.changes['tag-moved']).toBe(1);
    return tally.movedTags.length;
  };
  expect(listed([])).toBe(1);
  for (const key of ['tag', 'digest', 'previousDigest']) expect(listed([key])).toBe(0);
});

test('moved tags of slices are in the order of their repositories and tags', () => {
  const moved = (...names: string[]): ChangeTally => ({
    ...noChanges(),
    movedTags: names.map((name) => {
      const [repository = '', tag = ''] = name.split(':');
      return { repository, tag, digest: 'B', previousDigest: 'A' };
    }),
  });
  const sum = sumChanges(moved('a:2', 'b:1', 'b:3'), moved('a:1', 'b:2', 'c:0'));
  expect(sum.movedTags.map(({ repository, tag }) => `${repository}:${tag}`)).toEqual([
    'a:1',
    'a:2',
    'b:1',
    'b:2',
    'b:3',
    'c:0',
  ]);
});

test('growth is of what is in both inventories, new or gone, the most first', () => {
  const of = (repository: string, images: number, bytes: number) => ({
    ...{ ...noImages(), repository, images, bytes },
  });
  const before = {
    perRepository: [
      of('gone', 1, 500),
      of('same', 1, 9),
      of('shrunk', 4, 100),
      of('unread', 1, 7),
      of('empty', 1, 0),
    ],
    failed: [],
  };
  const now = {
    perRepository: [of('new', 2, 300), of('same', 1, 9), of('shrunk', 1, 40)],
    failed: [{ repository: 'unread' }],
  };
  expect(growthBetween(before, now)).toEqual([
    { repository: 'gone', bytes: -500, images: -1 },
    { repository: 'new', bytes: 300, images: 2 },
    { repository: 'shrunk', bytes: -60, images: -3 },
    { repository: 'empty', bytes: 0, images: -1 },
  ]);
});

test('the difference of totals has the totals and nothing else', () => {
  const totals = { ...noImages(), repositories: 2, taggedImages: 5 };
  const now = { ...totals, taggedImages: 8, perRepository: [] };
  expect(differenceBetween(totals, now)).toEqual({
    ...{ ...noImages(), repositories: 0, taggedImages: 3 },
  });
});

/** Everything that there is, as texts: repositories, images, and tags with what they point to. */
function flat(registry: Registry, known: (name: string) => boolean): Set<string> {
  const all = new Set<string>();
  for (const [name, images] of Object.entries(registry)) {
    if (images === null || !known(name)) continue;
    all.add(`repository ${name}`);
    const digests = new Map<string, string>();
    for (const [digest, tags] of Object.entries(images)) {
      all.add(`image ${name} ${digest}`);
      for (const tag of tags) digests.set(tag, digest);
    }
    for (const [tag, digest] of digests) all.add(`tag ${name} ${tag} ${digest}`);
  }
  return all;
}

/** Does what a row says; fails if it cannot be done. */
function apply(all: Set<string>, row: ChangeRow): void {
  const { change, repository, tag, digest, previousDigest } = row;
  const [what = '', how] = change.split('-');
  const item = (of: string | undefined) => [what, repository, tag, of].filter((it) => it).join(' ');
  const goes = how === 'gone' ? (previousDigest ?? digest) : previousDigest;
  if (how !== 'new' && !all.delete(item(goes))) throw new Error(`${told(row)}: there is none`);
  if (how === 'gone') return;
  if (all.has(item(digest))) throw new Error(`${told(row)}: is there already`);
  all.add(item(digest));
}
