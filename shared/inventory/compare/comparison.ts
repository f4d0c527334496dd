import { type ChangeRow, changes } from '../rows/rows.ts';
import type { RepositoryCount } from '../summary/count.ts';
import type { Comparison, MovedTag } from '../summary/summary.ts';
import type { Totals } from '../take.ts';

/** The tally of the changes of some repositories; those of several shards are added up. */
export type ChangeTally = Pick<Comparison, 'changes' | 'movedTags'>;

const MOVED_TAGS = 100;
const GROWTH = 20;

export function noChanges(): ChangeTally {
  const none = changes.map((change) => [change, 0] as const);
  return { changes: Object.fromEntries(none) as ChangeTally['changes'], movedTags: [] };
}

/** Adds one row, in the order of the comparison; in place. */
export function countChange(tally: ChangeTally, row: ChangeRow): void {
  tally.changes[row.change] += 1;
  const { repository, tag, digest, previousDigest } = row;
  if (row.change !== 'tag-moved' || tally.movedTags.length >= MOVED_TAGS) return;
  if (tag === undefined || digest === undefined || previousDigest === undefined) return;
  tally.movedTags.push({ repository, tag, digest, previousDigest });
}

/** The sum of the tallies of two shards, in any order. */
export function sumChanges(a: ChangeTally, b: ChangeTally): ChangeTally {
  const counts = changes.map((change) => [change, a.changes[change] + b.changes[change]] as const);
  const movedTags = [...a.movedTags, ...b.movedTags].sort(byTag).slice(0, MOVED_TAGS);
  return { changes: Object.fromEntries(counts) as ChangeTally['changes'], movedTags };
}

/** Counts the rows as they pass. */
export async function* counting(
  rows: AsyncIterable<ChangeRow>,
  tally: ChangeTally,
): AsyncGenerator<ChangeRow> {
  for await (const row of rows) {
    countChange(tally, row);
    yield row;
  }
}

interface Read {
  perRepository: readonly RepositoryCount[];
  failed: readonly { repository: string }[];
}

/**
 * The repositories that grew or shrank most, by bytes: a new one by all its bytes, a deleted one by all it had. One
 * that could not be read in either inventory is left out.
 */
export function growthBetween(before: Read, now: Read): Comparison['growth'] {
  const unknown = new Set([...before.failed, ...now.failed].map(({ repository }) => repository));
  const growth = new Map<string, { bytes: number; images: number }>();
  const add = (counts: readonly RepositoryCount[], sign: 1 | -1) => {
    for (const { repository, bytes, images } of counts) {
      if (unknown.has(repository)) continue;
      const known = growth.get(repository) ?? { bytes: 0, images: 0 };
      known.bytes += sign * bytes;
      known.images += sign * images;
      growth.set(repository, known);
    }
  };
  add(now.perRepository, 1);
  add(before.perRepository, -1);
  return [...growth]
    .map(([repository, by]) => ({ repository, ...by }))
    .filter(({ bytes, images }) => bytes !== 0 || images !== 0)
    .sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes) || order(a.repository, b.repository))
    .slice(0, GROWTH);
}

/** This inventory's totals less the previous one's. */
export function differenceBetween(before: Totals, now: Totals): Totals {
  const keys = Object.keys(totalsOf(now)) as (keyof Totals)[];
  // fromEntries forgets which keys it was given: all of Totals.
  return Object.fromEntries(keys.map((key) => [key, now[key] - before[key]])) as unknown as Totals;
}

/** Without the other fields of an inventory. */
function totalsOf(totals: Totals): Totals {
  const { repositories, images, taggedImages, untaggedImages, tags, bytes } = totals;
  const { untaggedBytes, referrers, archivedImages, archivedBytes } = totals;
  return {
    ...{ repositories, images, taggedImages, untaggedImages, tags, bytes },
    ...{ untaggedBytes, referrers, archivedImages, archivedBytes },
  };
}

function byTag(a: MovedTag, b: MovedTag): number {
  return order(a.repository, b.repository) || order(a.tag, b.tag);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
