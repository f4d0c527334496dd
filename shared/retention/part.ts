import { type HeldPart, together } from '../actions/held.ts';
import type { Outcome } from './act/acted.ts';
import { type SourceTrouble, troublesTogether } from './source/trouble.ts';
import { nothing, sum, type Totals } from './totals.ts';

/** What the visits of slices add up to, as JSON. */
export interface RetentionPart {
  /** Repositories with a rule that archives or deletes, and is allowed. */
  repositories: number;
  /** What is announced, or due. */
  selected: Totals;
  /** Repositories in which nothing was done, as what runs or an index could not be read. */
  doubtful: number;
  outcomes: { [outcome in Outcome]?: number };
  held: readonly HeldPart[];
  /** Repositories that could not be compared with the source of their replication. */
  sources: readonly SourceTrouble[];
  /** The causes of the alerts that stand. */
  standing: readonly string[];
  /** Repositories where time was up: nothing there is resolved. */
  late: readonly string[];
}

export function noPart(): RetentionPart {
  return {
    ...{ repositories: 0, selected: nothing, doubtful: 0 },
    ...{ outcomes: {}, held: [], sources: [], standing: [], late: [] },
  };
}

export function added(a: RetentionPart, b: RetentionPart): RetentionPart {
  const outcomes = { ...a.outcomes };
  for (const [outcome, number] of Object.entries(b.outcomes) as [Outcome, number][]) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + number;
  }
  const byKind = Map.groupBy([...a.held, ...b.held], ({ held }) => held.kind);
  return {
    repositories: a.repositories + b.repositories,
    selected: sum(a.selected, b.selected),
    doubtful: a.doubtful + b.doubtful,
    outcomes,
    held: [...byKind.values()].map((those) => those.reduce(together)),
    sources: troublesTogether([...a.sources, ...b.sources]),
    standing: [...a.standing, ...b.standing],
    late: [...a.late, ...b.late],
  };
}
