import { expect, test } from 'vitest';
import { writeParts } from '../../../../shared/inventory/parquet/parts.ts';
import { rowsOf } from '../../../../shared/inventory/parquet/read.ts';
import { keepDeletionRows } from '../../../../shared/inventory/rows/deletions.ts';
import type { ChangeRow, DeletionRow } from '../../../../shared/inventory/rows/rows.ts';
import type { Deletion } from '../../../../shared/use/deleted/deletion.ts';
import { keepDeletions } from '../../../../shared/use/deleted/inbox.ts';
import { writeUseRecord } from '../../../../shared/use/record.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const day = (date: string) => ({ ...registry, date });
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const [a, b, c] = [digestOf('a'), digestOf('b'), digestOf('c')];

const event = (digest: string | undefined, at: string, more: Partial<Deletion> = {}): Deletion => ({
  ...{ at, repository: 'team-a/web', digest, tags: [], action: 'DELETE', cause: 'unknown' },
  ...{ usedBy: [], ...more },
});

const gone = (digest: string, repository = 'team-a/web'): ChangeRow[] => [
  { change: 'image-gone', repository, digest, tag: undefined, previousDigest: undefined },
];

/** A night: its comparison, and what it makes of the table. */
async function night(
  store: ReturnType<typeof memoryStore>,
  date: string,
  since: string,
  rows: ChangeRow[],
) {
  const parts = await writeParts({ store, partition: day(date), slice: 0 }, 'changes', rows);
  const takenAt = `${date}T01:20:00.000Z`;
  const comparison = { since: `${since}T01:20:00.000Z` };
  return keepDeletionRows(store, day(date), { takenAt, parts, comparison });
}

/** The whole table, with the day of each row. */
async function table(
  store: ReturnType<typeof memoryStore>,
): Promise<(DeletionRow & { date?: string | undefined })[]> {
  const found = [];
  for (const [key, bytes] of store.files) {
    if (!key.startsWith('deletions/')) continue;
    const date = /date=([\d-]+)/.exec(key)?.[1];
    for await (const row of rowsOf('deletions', bytes)) found.push({ date, ...row });
  }
  return found;
}

test('an image has one row, whatever events there are and what the comparison has found', async () => {
  const store = memoryStore();
  await keepDeletions(store, registry, 'one', [event(a, '2026-11-26T10:00:00Z', { tags: ['1'] })]);
  const policy = { cause: 'lifecycle policy', rule: 2, inUse: false } as const;
  await keepDeletions(store, registry, 'two', [event(a, '2026-11-26T10:00:03Z', policy)]);
  const tag: ChangeRow = {
    ...gone(b)[0],
    change: 'tag-gone',
    tag: '2.0.0',
    previousDigest: b,
    digest: undefined,
    repository: 'team-a/web',
  };
  const kept = await night(store, '2026-11-27', '2026-11-26', [...gone(a), ...gone(b), tag]);
  expect(kept).toEqual({ rows: 2, withoutEvent: 1 });
  expect(await table(store)).toMatchObject([
    {
      date: '2026-11-26',
      digest: a,
      tags: ['1'],
      cause: 'lifecycle policy',
      rule: 2,
      inUse: false,
    },
    { date: '2026-11-27', digest: b, tags: ['2.0.0'], cause: 'unknown', rule: undefined },
  ]);
});

test('events about midnight are one deletion, on the day of the first, the night after too', async () => {
  const store = memoryStore();
  await keepDeletions(store, registry, 'one', [event(a, '2026-11-26T23:59:58Z')]);
  await keepDeletions(store, registry, 'two', [
    event(a, '2026-11-27T00:00:02Z', { cause: 'api call', by: 'anna' }),
  ]);
  const expected = [{ date: '2026-11-26', digest: a, cause: 'api call', by: 'anna' }];
  await night(store, '2026-11-27', '2026-11-26', []);
  expect(await table(store)).toMatchObject(expected);
  for (const [date, since] of [
    ['2026-11-28', '2026-11-27'],
    ['2026-11-29', '2026-11-28'],
    ['2026-11-30', '2026-11-29'],
  ] as const)
    await night(store, date, since, []);
  expect(await table(store)).toMatchObject(expected);
  expect(await table(store)).toHaveLength(1);
});

test('an event that comes after its night replaces the row without one', async () => {
  const store = memoryStore();
  await night(store, '2026-11-27', '2026-11-26', [...gone(a), ...gone(c)]);
  expect((await table(store)).map(({ digest, cause }) => [digest, cause])).toEqual([
    [a, 'unknown'],
    [c, 'unknown'],
  ]);
  await keepDeletions(store, registry, 'late', [
    event(a, '2026-11-27T00:30:00Z', { cause: 'api call' }),
  ]);
  await night(store, '2026-11-28', '2026-11-27', []);
  const rows = await table(store);
  expect(rows.map(({ digest, cause }) => [digest, cause]).sort()).toEqual([
    [a, 'api call'],
    [c, 'unknown'],
  ]);
});

test('the same night again writes the same; a night that was missed loses nothing', async () => {
  const store = memoryStore();
  await keepDeletions(store, registry, 'one', [event(a, '2026-11-21T10:00:00Z')]);
  await night(store, '2026-11-27', '2026-11-20', [...gone(a), ...gone(b)]);
  const before = await table(store);
  expect(before).toMatchObject([
    { date: '2026-11-21', digest: a },
    { date: '2026-11-27', digest: b },
  ]);
  await night(store, '2026-11-27', '2026-11-20', [...gone(a), ...gone(b)]);
  expect(await table(store)).toEqual(before);
});

test('what was in a deleted repository has its cause, and who used it by the record', async () => {
  const store = memoryStore();
  const at = '2026-11-26T12:00:00Z';
  await keepDeletions(store, registry, 'one', [
    event(undefined, at, { cause: 'repository deleted', by: 'anna' }),
  ]);
  const use = { repository: 'team-a/web', digest: a, names: [a], by: ['ECS service prod/web'] };
  const last = '2026-11-27T01:10:00Z';
  await writeUseRecord(store, registry, {
    at: last,
    unknown: [],
    images: [{ ...use, since: at, last }],
  });
  await night(store, '2026-11-27', '2026-11-26', [
    ...gone(a),
    ...gone(b),
    ...gone(c, 'team-b/web'),
  ]);
  expect(await table(store)).toMatchObject([
    { digest: a, cause: 'repository deleted', by: 'anna', inUse: true, usedBy: use.by },
    { digest: b, cause: 'repository deleted', by: 'anna', inUse: false },
    { digest: c, cause: 'unknown', inUse: false },
  ]);
});

test('an object that somebody else has written keeps nothing from the table', async () => {
  const store = memoryStore();
  await keepDeletions(store, registry, 'one', [event(a, '2026-11-26T10:00:00Z')]);
  const [key = ''] = store.files.keys();
  await store.put(key.replace('one', 'other'), 'not JSON', 'text/plain');
  await night(store, '2026-11-27', '2026-11-26', []);
  expect(await table(store)).toMatchObject([{ digest: a }]);
});
