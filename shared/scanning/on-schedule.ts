import { tellUntold } from '../acts/untold.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { People } from '../alerts/people.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { scanSweep } from './alert.ts';
import { tellingDenied } from './denied.ts';
import type { Quarantining } from './quarantine.ts';
import { actCounts, react, throwIfFailed } from './react.ts';
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
  to: { people: People; ledger: Ledger },
  remainingMs: number,
): Promise<object> {
  const { people, ledger } = to;
  const began = new Date();
  const until = new Date(began.getTime() + remainingMs - TIME_TO_REACT_MS);
  const plan = await tellingDenied(people, () =>
    planForRegistry(with_.ecr, with_.scanning, { until }),
  );
  const reaction = await react(with_, to, plan);
  await people.settle(scanSweep(plan, began), reaction.alerts);
  await tellUntold(ledger, people.tell, 'scanning');
  const { lookedAt, failures, unknown, pending, left, others } = plan;
  const counts = { failed: failures.length, unknown: unknown.length, pending, left, others };
  logger.info('Scans looked at', { lookedAt, counts, told: reaction.told });
  count({ ImagesFailing: counts.failed, ImagesOfUnknownState: counts.unknown, ImagesLeft: left });
  count(actCounts(reaction));
  throwIfFailed(reaction);
  return { lookedAt, counts, told: reaction.told, tags: reaction.tags };
}
