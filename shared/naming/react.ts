import { noteAllDue } from '../actions/due.ts';
import type { Alert } from '../alerts/alert.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { needingLedger } from '../alerts/ledger/unreachable.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { alertsOf } from './alert.ts';
import { dueLater } from './due/later.ts';
import { type Enforced, type Enforcing, enforce } from './enforce.ts';
import type { NamingPlan } from './plan.ts';

/** What a function enforces with, and reports to. */
export interface Reacting extends Enforcing {
  notifier: Notifier;
  ledger: Ledger;
}

export interface ReactOptions {
  /** Milliseconds since 1970: no action is begun after it. Default: no limit. */
  until?: number;
  /** See `dueLater`. */
  leftUntil?: Date;
  /** The alerts to be sent; default: all. */
  alerts?: (enforced: readonly Enforced[]) => Alert[];
}

/**
 * Enforces the rules as far as they are allowed, notes which images the hourly run has to check again, then sends
 * alerts on what was done and what was not.
 */
export async function react(
  with_: Reacting,
  plan: NamingPlan,
  { until, leftUntil, alerts = alertsOf }: ReactOptions = {},
): Promise<Enforced[]> {
  const { gate, ledger, notifier } = with_;
  const enforced = await enforce(with_, plan, until);
  const later = dueLater(enforced, new Date(), leftUntil);
  await needingLedger(notifier, () => noteAllDue(ledger, later));
  await notifier.notify(alerts(enforced));
  await gate.notified(enforced.flatMap(({ actionId }) => actionId ?? []));
  return enforced;
}
