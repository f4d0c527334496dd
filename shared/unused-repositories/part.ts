import { type HeldPart, heldParts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import type { UnreadRepository } from '../walk/unread.ts';
import type { Done } from './act.ts';
import { heldOf } from './alert.ts';

/** How many of each. */
type Counts = Partial<Record<string, number>>;

/** What a slice of a walk leaves for the end of it, as JSON. */
export interface UnusedPart {
  states: Counts;
  outcomes: Counts;
  /** The ids of the causes of the alerts that stand. */
  standing: string[];
  /** Repositories that may be in use. */
  uncertain: string[];
  /** Repositories whose resource tags could not be read. */
  unread: UnreadRepository[];
  held: HeldPart[];
}

export function partOf(
  done: readonly Done[],
  unread: UnreadRepository[],
  alerts: readonly Alert[],
): UnusedPart {
  const states: Counts = {};
  const outcomes: Counts = {};
  for (const { standing, outcome } of done) {
    add(states, { [standing.state]: 1 });
    if (outcome !== 'none') add(outcomes, { [outcome]: 1 });
  }
  const uncertain = done.filter(({ standing }) => standing.state === 'uncertain');
  return {
    ...{ states, outcomes, unread },
    standing: alerts.filter(({ stands }) => stands).map(({ cause }) => cause.id),
    uncertain: uncertain.map(({ repository }) => repository.repositoryName),
    held: heldParts(heldOf(done)),
  };
}

export async function sumOf(parts: AsyncIterable<UnusedPart>): Promise<UnusedPart> {
  const sum: UnusedPart = {
    ...{ states: {}, outcomes: {} },
    ...{ standing: [], uncertain: [], unread: [], held: [] },
  };
  for await (const part of parts) {
    add(sum.states, part.states);
    add(sum.outcomes, part.outcomes);
    sum.standing.push(...part.standing);
    sum.uncertain.push(...part.uncertain);
    sum.unread.push(...part.unread);
    sum.held.push(...part.held);
  }
  return sum;
}

function add(sum: Counts, counts: Counts): void {
  for (const [key, count = 0] of Object.entries(counts)) sum[key] = (sum[key] ?? 0) + count;
}

/** The metrics of actions, for the dashboard. */
export function actionCounts({ tagged = 0, untagged = 0, deleted = 0, ...others }: Counts) {
  const { held = 0, observed = 0, failed = 0 } = others;
  return {
    ActsDone: tagged + untagged + deleted,
    ...{ ActsHeld: held, ActsObserved: observed, ActsFailed: failed },
  };
}
