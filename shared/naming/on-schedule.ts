import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { actionCounts, countOutcomes, type Enforcing, throwIfFailed } from './enforce.ts';
import { planForRegistry } from './plan.ts';
import { react, resolveNames } from './react.ts';

/** Checks the names of the whole registry, and resolves the alerts on those that are valid again. */
export async function onSchedule(
  with_: Enforcing,
  to: { notifier: Notifier; ledger: Ledger },
  cachePrefixes: readonly string[],
): Promise<object> {
  const { notifier, ledger } = to;
  const began = new Date();
  const plan = await planForRegistry(with_.ecr, with_.naming, { cachePrefixes });
  const enforced = await react(with_, notifier, plan);
  const outcomes = countOutcomes(enforced);
  const { checked } = plan;
  logger.info('Names checked', { checked, outcomes });
  count({ WrongNames: enforced.length, ...actionCounts(enforced) });
  await resolveNames(notifier, began, enforced);
  await notifyUnsent(ledger, notifier.notify, 'naming');
  throwIfFailed(enforced);
  return { checked, outcomes };
}
