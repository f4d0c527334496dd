import type { Held } from '../../actions/held.ts';
import type { Selected } from '../plan/plan.ts';
import { type Totals, totalsOf } from '../totals.ts';

/** What was done with a unit that was due. */
export interface Acted {
  unit: Selected;
  outcome: Outcome;
  totals: Totals;
  why?: string;
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
}

export type Outcome =
  | 'archived'
  | 'deleted'
  /** ECR refuses it: another image needs it. */
  | 'refused'
  /** The rule is not allowed, or paused. */
  | 'observed'
  /** It is over a limit. */
  | 'held'
  /** It has other tags than a minute ago, or was pushed again: the next night decides. */
  | 'changed'
  /** Time was up: the next night goes on. */
  | 'late'
  | 'failed';

/** What was done with a unit, without the unit. */
export type Done = Omit<Acted, 'unit' | 'totals'>;

export function actedOf(unit: Selected, done: Done): Acted {
  return { ...done, unit, totals: totalsOf(unit.images) };
}
