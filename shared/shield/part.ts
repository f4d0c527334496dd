import { type HeldPart, heldParts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { heldOf } from './alert.ts';
import type { Applied, Outcome } from './apply.ts';
import type { RepositoryPlan, Unneeded } from './step.ts';

export type OutcomeCounts = { [outcome in Outcome]?: number };

/** What a slice leaves for the end of the walk, as JSON. */
export interface ShieldPart {
  /** Repositories with something in use or with in-use tags. */
  repositories: number;
  /** Images in use that had their tag already. */
  kept: number;
  outcomes: OutcomeCounts;
  /** Causes of the alerts that stand. */
  standing: string[];
  held: HeldPart[];
  unneeded: Unneeded[];
}

export function partOf(
  plans: readonly RepositoryPlan[],
  applied: readonly Applied[],
  found: readonly Alert[],
): ShieldPart {
  const isRemoved = new Set(
    applied
      .filter(({ step, outcome }) => step === 'remove' && outcome === 'set')
      .map((it) => keyOf(it)),
  );
  return {
    repositories: plans.length,
    kept: plans.reduce((sum, { kept }) => sum + kept, 0),
    outcomes: countOutcomes(applied),
    standing: found.filter(({ stands }) => stands).map(({ cause }) => cause.id),
    held: heldParts(heldOf(applied)),
    unneeded: plans
      .flatMap(({ unneeded }) => unneeded)
      .filter((each) => !isRemoved.has(keyOf(each))),
  };
}

function keyOf(of: { repository: string; digest?: string }): string {
  return `${of.repository}@${of.digest}`;
}

export async function sumOf(parts: AsyncIterable<ShieldPart>): Promise<ShieldPart> {
  const sum: ShieldPart = {
    ...{ repositories: 0, kept: 0, outcomes: {} },
    ...{ standing: [], held: [], unneeded: [] },
  };
  for await (const part of parts) {
    sum.repositories += part.repositories;
    sum.kept += part.kept;
    for (const outcome of Object.keys(part.outcomes) as Outcome[]) {
      sum.outcomes[outcome] = (sum.outcomes[outcome] ?? 0) + (part.outcomes[outcome] ?? 0);
    }
    sum.standing.push(...part.standing);
    sum.held.push(...part.held);
    for (const each of part.unneeded) sum.unneeded.push(each);
  }
  return sum;
}

/** The number of each outcome. */
export function countOutcomes(applied: readonly Applied[]): OutcomeCounts {
  const counts: OutcomeCounts = {};
  for (const { outcome } of applied) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
