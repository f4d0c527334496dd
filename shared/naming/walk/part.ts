import { type HeldPart, heldParts } from '../../actions/held.ts';
import { heldOf, singleAlertsOf } from '../alert.ts';
import type { Checked } from '../collect.ts';
import { countOutcomes, type Enforced, type OutcomeCounts } from '../enforce.ts';

/** What a slice leaves for the end of the walk, as JSON. */
export interface NamingPart {
  checked: Checked;
  outcomes: OutcomeCounts;
  /** Repositories with an invalid name and a suggestion. */
  suggested: readonly string[];
  held: readonly HeldPart[];
  /** The causes of the alerts that stand. */
  standing: readonly string[];
  /** Repositories of which `standing` has not all: nothing there is resolved. */
  incomplete: readonly string[];
}

/** Causes that one part has at most. */
const MOST_STANDING = 10_000;

export function partOf(
  checked: Checked,
  enforced: readonly Enforced[],
  suggested: readonly string[],
): NamingPart {
  const alerts = singleAlertsOf(enforced).filter(({ stands }) => stands);
  const beyond = alerts.slice(MOST_STANDING).flatMap(({ where }) => where.repository ?? []);
  const late = enforced.filter(({ outcome }) => outcome === 'late');
  return {
    checked,
    outcomes: countOutcomes(enforced),
    suggested,
    held: heldParts(heldOf(enforced)),
    standing: alerts.slice(0, MOST_STANDING).map(({ cause }) => cause.id),
    incomplete: [...new Set([...beyond, ...late.map(({ repository }) => repository)])],
  };
}
