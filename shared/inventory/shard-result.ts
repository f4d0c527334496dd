import { type Ages, noAges, sumAges } from './ages.ts';
import type { UnreadRepository } from './errors.ts';
import type { RepositoryCount } from './read.ts';
import type { changes } from './rows.ts';
import type { MovedTag, NamingSummary, Part } from './summary.ts';

/** What a shard came to; kept as JSON until the inventory is published. */
export interface ShardResult {
  perRepository: RepositoryCount[];
  failed: UnreadRepository[];
  ages: Ages;
  parts: Part[];
  /** Undefined when there is no previous inventory. */
  changes?: ShardChanges;
  naming?: NamingSummary;
}

export interface ShardChanges {
  counts: Record<(typeof changes)[number], number>;
  /** The first of them. */
  movedTags: MovedTag[];
}

/** How many examples of anything a summary shows. */
export const EXAMPLES = 100;

/** Results side by side, in the order of their shards, as one. */
export function joinResults(results: readonly ShardResult[]): ShardResult {
  const changed = results.flatMap((result) => result.changes ?? []);
  const named = results.flatMap((result) => result.naming ?? []);
  return {
    perRepository: results.flatMap((result) => result.perRepository),
    failed: results.flatMap((result) => result.failed),
    ages: results.map((result) => result.ages).reduce(sumAges, noAges()),
    parts: results.flatMap((result) => result.parts),
    ...(changed.length > 0 && { changes: joinChanges(changed) }),
    ...(named.length > 0 && { naming: joinNaming(named) }),
  };
}

function joinChanges(all: readonly ShardChanges[]): ShardChanges {
  const counts = { ...noChanges() };
  for (const each of all) {
    for (const [kind, number] of Object.entries(each.counts)) {
      counts[kind as keyof typeof counts] += number;
    }
  }
  return { counts, movedTags: all.flatMap(({ movedTags }) => movedTags).slice(0, EXAMPLES) };
}

export function noChanges(): ShardChanges['counts'] {
  return {
    ...{ 'repository-new': 0, 'repository-gone': 0, 'image-new': 0, 'image-gone': 0 },
    ...{ 'tag-new': 0, 'tag-gone': 0, 'tag-moved': 0 },
  };
}

function joinNaming(all: readonly NamingSummary[]): NamingSummary {
  return {
    repositories: all.reduce((number, it) => number + it.repositories, 0),
    tags: all.reduce((number, it) => number + it.tags, 0),
    examples: all.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
  };
}
