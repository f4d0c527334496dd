import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { coveredByScans } from './alert.ts';
import { notifyingDenied } from './denied.ts';
import { planForRegistry } from './plan-registry.ts';
import type { Quarantining } from './quarantine.ts';
import { actionCounts, react, throwIfFailed } from './react.ts';

/** So many milliseconds before its timeout a run checks no further image, to report what it has found. */
const TIME_TO_REACT_MS = 120_000;

/**
 * Compares the scans of all images in use with the rules: what no event has reported.
 *
 * @param remainingMs - Until Lambda ends the run.
 */
export async function onSchedule(
  with_: Quarantining,
  to: { notifier: Notifier; ledger: Ledger },
  remainingMs: number,
): Promise<object> {
  const { notifier, ledger } = to;
  const began = new Date();
  const until = new Date(began.getTime() + remainingMs - TIME_TO_REACT_MS);
  const plan = await notifyingDenied(notifier, () =>
    planForRegistry(with_.ecr, with_.scanning, { until }),
  );
  const reaction = await react(with_, to, plan);
  await notifier.resolve(coveredByScans(plan, began), reaction.alerts);
  await notifyUnsent(ledger, notifier.notify, 'scanning');
  const { lookedAt, failures, unknown, pending, left, others } = plan;
  const counts = { failed: failures.length, unknown: unknown.length, pending, left, others };
  logger.info('Scans checked', { lookedAt, counts, notified: reaction.notified });
  count({ ImagesFailing: counts.failed, ImagesOfUnknownState: counts.unknown, ImagesLeft: left });
  count(actionCounts(reaction));
  throwIfFailed(reaction);
  return { lookedAt, counts, notified: reaction.notified, tags: reaction.tags };
}
