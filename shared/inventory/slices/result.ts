import { type ChangeTally, noChanges, sumChanges } from '../compare/comparison.ts';
import { noAges, sumAges } from '../summary/ages.ts';
import type { NamingSummary, Part } from '../summary/summary.ts';
import type { Counted } from './count.ts';

/** The result of a slice; kept as JSON until the inventory is published. */
export interface SliceResult extends Counted {
  parts: Part[];
  changes: ChangeTally;
  /** Why its changes are unknown. */
  notCompared?: string;
  naming?: NamingSummary;
}

/** How many naming violations a summary shows as examples. */
export const EXAMPLES = 100;

/** Merges results, in the order of their slices. */
export function joinResults(results: readonly SliceResult[]): SliceResult {
  const named = results.flatMap((result) => result.naming ?? []);
  const notCompared = results.find((result) => result.notCompared !== undefined)?.notCompared;
  return {
    perRepository: results.flatMap((result) => result.perRepository),
    ages: results.map((result) => result.ages).reduce(sumAges, noAges()),
    parts: results.flatMap((result) => result.parts),
    changes: results.map((result) => result.changes).reduce(sumChanges, noChanges()),
    ...(notCompared !== undefined && { notCompared }),
    ...(named.length > 0 && { naming: joinNaming(named) }),
  };
}

function joinNaming(all: readonly NamingSummary[]): NamingSummary {
  return {
    repositories: all.reduce((number, it) => number + it.repositories, 0),
    tags: all.reduce((number, it) => number + it.tags, 0),
    examples: all.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
  };
}
