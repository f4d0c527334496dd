import { folderOf, type Partition, padded } from '../../registry/partition.ts';
import type { Store } from '../../runtime/store/store.ts';
import { type Deletion, mergeDeletions } from '../../use/deleted/deletion.ts';
import { deletionsOf, repositoriesWithDeletions } from '../../use/deleted/inbox.ts';
import { readSeenUses, type SeenUses } from '../../use/seen.ts';
import { createPartWriter, type PartWriter } from '../parquet/parts.ts';
import { rowsOf } from '../parquet/read.ts';
import type { Summary } from '../summary/summary.ts';
import { type GoneImages, goneImages } from './gone.ts';
import type { DeletionRow } from './rows.ts';

/** What an inventory says of the time since the one before. */
export type Since = Pick<Summary, 'takenAt' | 'parts'> & {
  comparison?: Pick<NonNullable<Summary['comparison']>, 'since'> | undefined;
};

const DAY_MS = 86_400_000;

/** As long as the bucket keeps events. */
const MOST_DAYS = 40;

/** The files of a day: what events say, and what was found gone without one. */
const [EVENTS, GONE] = [0, 1];

/**
 * Writes the table `deletions` of the days since the inventory before: a row for each image that an event says was
 * deleted or archived, and one for each that is gone without an event. Repeating it writes the same; an event that comes
 * after its night replaces, in the next, the row without one. One repository is in memory at a time.
 */
export async function keepDeletionRows(
  store: Store,
  partition: Partition,
  inventory: Since,
): Promise<{ rows: number; withoutEvent: number }> {
  const days = daysSince(partition, inventory);
  const [first = partition] = days;
  // An event of the evening and another one of midnight may be about the same image.
  const read = [dayBefore(first), ...days];
  const rows = await writeEvents(store, days, read);
  await correctEarlier(store, days.slice(0, -1), read);
  const record = await readSeenUses(store, partition, new Date(inventory.takenAt));
  const withoutEvent = await writeGone(
    store,
    partition,
    goneWithout(store, read, inventory, record),
  );
  return { rows: rows + withoutEvent, withoutEvent };
}

/** From the day of the inventory before until today; three days at least, in case the nights before have failed. */
function daysSince(today: Partition, { comparison }: Since): Partition[] {
  const end = Date.parse(today.date);
  const since = Date.parse(comparison?.since.slice(0, 10) ?? dayBefore(today).date);
  const start = Math.max(Math.min(since, end - 2 * DAY_MS), end - MOST_DAYS * DAY_MS);
  const count = Math.round((end - start) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, at) => dayOf(today, start + at * DAY_MS));
}

function dayBefore(day: Partition): Partition {
  return dayOf(day, Date.parse(day.date) - DAY_MS);
}

function dayOf(day: Partition, time: number): Partition {
  return { ...day, date: new Date(time).toISOString().slice(0, 10) };
}

async function writeEvents(
  store: Store,
  days: readonly Partition[],
  read: readonly Partition[],
): Promise<number> {
  const writers = new Map(days.map((day) => [day.date, dayWriter(store, day, EVENTS)]));
  const named = await Promise.all(read.map((day) => repositoriesWithDeletions(store, day)));
  let rows = 0;
  for (const name of [...new Set(named.flat())].sort()) {
    for (const deletion of await mergedOf(store, read, name)) {
      const writer = writers.get(deletion.at.slice(0, 10));
      if (deletion.digest === undefined || writer === undefined) continue;
      await writer.add(rowOf({ ...deletion, digest: deletion.digest }));
      rows += 1;
    }
  }
  for (const writer of writers.values()) await writer.end();
  return rows;
}

async function mergedOf(store: Store, days: readonly Partition[], repository: string) {
  return mergeDeletions(await deletionsOf(store, days, repository));
}

function rowOf({ at, ...deletion }: Deletion & { digest: string }): DeletionRow {
  const { repository, digest, tags, action, cause, rule, ruleText, by, inUse, usedBy } = deletion;
  return {
    ...{ at: new Date(at), repository, digest, tags, action, cause },
    ...{ rule, ruleText, by, inUse, usedBy },
  };
}

/** Removes rows of earlier days of images of which an event has come since. */
async function correctEarlier(
  store: Store,
  days: readonly Partition[],
  read: readonly Partition[],
): Promise<void> {
  for (const day of days) {
    const rows: DeletionRow[] = [];
    for (const key of await store.list(keyPrefix(day, GONE))) {
      const bytes = await store.get(key);
      if (bytes) for await (const row of rowsOf('deletions', bytes)) rows.push(row);
    }
    const left: DeletionRow[] = [];
    for (const [repository, those] of Map.groupBy(rows, (row) => row.repository)) {
      const known = digestsIn(await mergedOf(store, read, repository));
      left.push(...those.filter(({ digest }) => !known.has(digest)));
    }
    if (left.length < rows.length) await writeGone(store, day, left);
  }
}

async function* goneWithout(
  store: Store,
  read: readonly Partition[],
  inventory: Since,
  uses: SeenUses,
): AsyncGenerator<DeletionRow> {
  for await (const gone of goneImages(store, inventory.parts)) {
    const events = await mergedOf(store, read, gone.repository);
    const known = digestsIn(events);
    const whole = events.find(({ digest }) => digest === undefined);
    for (const row of rowsOfGone(gone, whole, inventory.takenAt, uses))
      if (!known.has(row.digest)) yield row;
  }
}

/** @param whole - The deletion of the repository, where there was one. */
function rowsOfGone(
  { repository, images }: GoneImages,
  whole: Deletion | undefined,
  takenAt: string,
  uses: SeenUses,
): DeletionRow[] {
  return [...images].map(([digest, tags]) => {
    const { inUse, usedBy } = uses.columnsOf(repository, digest);
    const cause = whole?.cause ?? 'unknown';
    const common = { at: whole?.at ?? takenAt, repository, digest, tags, cause, by: whole?.by };
    return rowOf({ ...common, action: 'DELETE', inUse, usedBy });
  });
}

function digestsIn(deletions: readonly Deletion[]): ReadonlySet<string | undefined> {
  return new Set(deletions.flatMap(({ action, digest }) => (action === 'DELETE' ? digest : [])));
}

async function writeGone(
  store: Store,
  day: Partition,
  rows: Iterable<DeletionRow> | AsyncIterable<DeletionRow>,
): Promise<number> {
  const writer = dayWriter(store, day, GONE);
  let count = 0;
  for await (const row of rows) {
    await writer.add(row);
    count += 1;
  }
  await writer.end();
  return count;
}

/** Replaces the files of a day: what an earlier run wrote beyond them is removed. */
function dayWriter(store: Store, day: Partition, slice: number): PartWriter<DeletionRow> {
  const writer = createPartWriter({ store, partition: day, slice }, 'deletions');
  return {
    add: writer.add,
    end: async () => {
      const parts = await writer.end();
      const written = new Set(parts.map(({ key }) => key));
      const found = await store.list(keyPrefix(day, slice));
      await store.remove(found.filter((key) => !written.has(key)));
      return parts;
    },
  };
}

/** The files of a day. */
export async function deletionFiles(store: Store, day: Partition): Promise<string[]> {
  return store.list(`deletions/${folderOf(day)}/part-`);
}

function keyPrefix(day: Partition, slice: number): string {
  return `deletions/${folderOf(day)}/part-${padded(slice)}-`;
}
