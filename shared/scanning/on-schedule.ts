import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { scanSweep } from './alert.ts';
import { notifyingDenied } from './denied.ts';
import type { Quarantining } from './quarantine.ts';
import { actionCounts, react, throwIfFailed } from './react.ts';
import { planForRegistry } from './sweep.ts';

/** So long before its time is up a run looks at no further image, to tell what it has found. */
const TIME_TO_REACT_MS = 120_000;

/**
 * Holds the scans of all images in use against the rules: what no event has told.
 *
 * @param remainingMs - Until the run is ended from outside.
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
  await notifier.resolve(scanSweep(plan, began), reaction.alerts);
  await notifyUnsent(ledger, notifier.notify, 'scanning');
  const { lookedAt, failures, unknown, pending, left, others } = plan;
  const counts = { failed: failures.length, unknown: unknown.length, pending, left, others };
  logger.info('Scans looked at', { lookedAt, counts, told: reaction.told });
  count({ ImagesFailing: counts.failed, ImagesOfUnknownState: counts.unknown, ImagesLeft: left });
  count(actionCounts(reaction));
  throwIfFailed(reaction);
  return { lookedAt, counts, told: reaction.told, tags: reaction.tags };
}
