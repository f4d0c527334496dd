import type { PreviousSummary } from './previous.ts';
import { noChanges, type ShardChanges } from './shard-result.ts';
import type { Comparison } from './summary.ts';
import type { Inventory, Totals } from './take.ts';

/** How many repositories a comparison names for their growth. */
const GROWTH_SHOWN = 20;

/** What is different from the previous inventory. */
export function compareTotals(
  inventory: Inventory,
  previous: PreviousSummary,
  changes: ShardChanges | undefined,
): Comparison {
  return {
    since: previous.takenAt,
    difference: difference(inventory, previous),
    changes: changes?.counts ?? noChanges(),
    movedTags: changes?.movedTags ?? [],
    growth: growth(inventory, previous),
  };
}

function difference(now: Totals, before: Totals): Totals {
  return {
    repositories: now.repositories - before.repositories,
    images: now.images - before.images,
    taggedImages: now.taggedImages - before.taggedImages,
    untaggedImages: now.untaggedImages - before.untaggedImages,
    tags: now.tags - before.tags,
    bytes: now.bytes - before.bytes,
    untaggedBytes: now.untaggedBytes - before.untaggedBytes,
    referrers: now.referrers - before.referrers,
    archivedImages: now.archivedImages - before.archivedImages,
    archivedBytes: now.archivedBytes - before.archivedBytes,
  };
}

/** Repositories that could not be read on either day are left out: nobody knows whether they grew. */
function growth(inventory: Inventory, previous: PreviousSummary): Comparison['growth'] {
  const unread = new Set([...inventory.failed, ...previous.failed].map((it) => it.repository));
  const now = new Map(inventory.perRepository.map((it) => [it.repository, it]));
  const before = new Map(previous.perRepository.map((it) => [it.repository, it]));
  return [...new Set([...now.keys(), ...before.keys()])]
    .filter((repository) => !unread.has(repository))
    .map((repository) => ({
      repository,
      bytes: (now.get(repository)?.bytes ?? 0) - (before.get(repository)?.bytes ?? 0),
      images: (now.get(repository)?.images ?? 0) - (before.get(repository)?.images ?? 0),
    }))
    .filter(({ bytes, images }) => bytes !== 0 || images !== 0)
    .sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes) || (a.repository < b.repository ? -1 : 1))
    .slice(0, GROWTH_SHOWN);
}
