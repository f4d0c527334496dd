import { capabilities } from '../actions/action.ts';
import { pausedAlerts } from '../actions/permits/paused-alert.ts';
import { pausesOf } from '../actions/permits/permits.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { needingLedger } from '../alerts/ledger/unreachable.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';

/** Looks at what is due of each capability, by its name. `until` is in milliseconds since 1970. */
export type DueOf = Readonly<Record<string, (until: number) => Promise<object>>>;

/** So many milliseconds before its timeout a run begins no further action, to report what it has done. */
const TIME_TO_REPORT_MS = 60_000;

/**
 * Reports which capabilities are paused, then has each capability look at what is due. It is the run that every stack
 * has most often: a pause is reported within the hour, and so is its end.
 *
 * @param remainingMs - Until Lambda ends the run.
 * @returns what each capability has done.
 * @throws the first error, after all have looked.
 */
export async function onDue(
  due: DueOf,
  to: { notifier: Notifier; ledger: Ledger },
  remainingMs: number,
): Promise<object> {
  const until = Date.now() + remainingMs - TIME_TO_REPORT_MS;
  const results: Record<string, object> = {};
  const errors: unknown[] = [];
  const attempt = async (name: string, work: () => Promise<object | undefined>) => {
    try {
      const result = await work();
      if (result) results[name] = result;
    } catch (error) {
      logger.error('What is due could not be looked at', { capability: name, error });
      errors.push(error);
    }
  };
  await attempt('pauses', () => reportPauses(to));
  for (const [name, look] of Object.entries(due)) await attempt(name, () => look(until));
  if (errors.length > 0) throw errors[0];
  return results;
}

async function reportPauses({
  notifier,
  ledger,
}: {
  notifier: Notifier;
  ledger: Ledger;
}): Promise<undefined> {
  const began = new Date();
  const pauses = await needingLedger(notifier, () => pausesOf(ledger, capabilities));
  const found = pausedAlerts(pauses);
  await notifier.notify(found);
  // CloudWatch bills a metric for each hour in which it is written.
  if (pauses.size > 0) count({ Paused: pauses.size });
  const run = { kinds: ['steward.paused'], began, covers: () => true } as const;
  await notifier.resolve(run, found);
}
