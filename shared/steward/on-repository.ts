import type * as z from 'zod/mini';
import { tellUntold } from '../acts/untold.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { People } from '../alerts/people.ts';
import { type Applying, actCounts, countOutcomes, throwIfFailed } from '../baseline/apply.ts';
import { namesOf, type repositoryEvent } from '../baseline/events.ts';
import { planForScope } from '../baseline/plan.ts';
import { react } from '../baseline/react.ts';
import { repositoryNameAlerts } from '../naming/alert.ts';
import type { Naming } from '../naming/rules.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';

export interface OnRepository extends Applying {
  naming: Naming;
  cachePrefixes: readonly string[];
  people: People;
  ledger: Ledger;
}

/** Holds repositories against their rules: alerts on a name that is invalid, brings the settings in line. */
export async function onRepositoryEvent(
  with_: OnRepository,
  event: z.infer<typeof repositoryEvent>,
): Promise<object> {
  const { ecr, rules, naming, cachePrefixes, people, ledger } = with_;
  if (rules.length === 0 && !naming.hasRepositoryRules) return { checked: 0 };
  const began = new Date();
  const scope = { names: namesOf(event), cachePrefixes };
  const planned = await unlessGone(planForScope(ecr, rules, scope));
  if (planned === undefined) return { checked: 0 };

  const { repositories } = planned.checked;
  await people.tell(repositoryNameAlerts(naming, repositories));
  const { plan, applied } = await react(with_, people, planned, began);
  const outcomes = countOutcomes(applied);
  logger.info('Repositories held against their rules', { checked: repositories.length, outcomes });
  count(actCounts(applied));
  if (plan.isWhole) await tellUntold(ledger, people.tell, 'baseline');
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
}
