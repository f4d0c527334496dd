import { pausedAlerts } from '../actions/permits/paused-alert.ts';
import { pausesOf } from '../actions/permits/permits.ts';
import type { Ledger } from '../alerts/ledger.ts';
import { needingLedger } from '../alerts/ledger-unreachable.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { Enforcing } from '../naming/enforce.ts';
import { onSchedule } from '../naming/on-schedule.ts';
import { count } from '../runtime/metrics.ts';
import { capabilities } from './enforced-rules.ts';

/**
 * Reports which capabilities are paused, then checks all names. It is the run that every stack has most often: a pause
 * is reported within the hour, and so is its end.
 */
export async function onNames(
  with_: Enforcing,
  { notifier, ledger }: { notifier: Notifier; ledger: Ledger },
  cachePrefixes: readonly string[],
): Promise<object> {
  const pauses = await needingLedger(notifier, () => pausesOf(ledger, capabilities));
  const found = pausedAlerts(pauses);
  await notifier.notify(found);
  // CloudWatch bills a metric for each hour in which it is written.
  if (pauses.size > 0) count({ Paused: pauses.size });
  const to = { notifier: alsoResolving(notifier, found), ledger };
  return onSchedule(with_, to, cachePrefixes);
}

/** The end of a pause is found as the run resolves its own alerts. */
function alsoResolving(notifier: Notifier, found: ReturnType<typeof pausedAlerts>): Notifier {
  return {
    ...notifier,
    resolve: (run, others) =>
      notifier.resolve({ ...run, kinds: [...run.kinds, 'steward.paused'] }, [...others, ...found]),
  };
}
