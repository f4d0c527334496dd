import { tellUntold } from '../acts/untold.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { People } from '../alerts/people.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { actCounts, countOutcomes, type Enforcing, throwIfFailed } from './enforce.ts';
import { planForRegistry } from './plan.ts';
import { react, settleNames } from './react.ts';

/** Holds the names of the whole registry against the rules, and resolves the alerts on those that are right again. */
export async function onSchedule(
  with_: Enforcing,
  to: { people: People; ledger: Ledger },
  cachePrefixes: readonly string[],
): Promise<object> {
  const { people, ledger } = to;
  const began = new Date();
  const plan = await planForRegistry(with_.ecr, with_.naming, { cachePrefixes });
  const enforced = await react(with_, people, plan);
  const outcomes = countOutcomes(enforced);
  const { checked } = plan;
  logger.info('Names checked', { checked, outcomes });
  count({ WrongNames: enforced.length, ...actCounts(enforced) });
  await settleNames(people, began, enforced);
  await tellUntold(ledger, people.tell, 'naming');
  throwIfFailed(enforced);
  return { checked, outcomes };
}
