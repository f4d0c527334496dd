import type * as z from 'zod/mini';
import type { Notifier } from '../alerts/notifier.ts';
import { actionCounts, countOutcomes, throwIfFailed } from '../baseline/apply.ts';
import { nameOf, type repositoryEvent } from '../baseline/events.ts';
import { planForScope } from '../baseline/plan.ts';
import { type Reacting, react } from '../baseline/react.ts';
import { repositoryNameAlerts } from '../naming/alert.ts';
import type { Naming } from '../naming/rules.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';

export interface OnRepository extends Reacting {
  naming: Naming;
  cachePrefixes: readonly string[];
  notifier: Notifier;
}

/** Checks a repository against its rules: reports an invalid name, and brings the settings in line. */
export async function onRepositoryEvent(
  with_: OnRepository,
  event: z.infer<typeof repositoryEvent>,
): Promise<object> {
  const { ecr, rules, naming, cachePrefixes, notifier } = with_;
  if (rules.length === 0 && !naming.hasRepositoryRules) return { checked: 0 };
  const scope = { names: [nameOf(event)], cachePrefixes };
  const planned = await unlessGone(planForScope(ecr, rules, scope));
  if (planned === undefined) return { checked: 0 };

  const { repositories } = planned.checked;
  await notifier.notify(repositoryNameAlerts(naming, repositories));
  const { plan, applied } = await react(with_, notifier, planned);
  const outcomes = countOutcomes(applied);
  logger.info('Repository checked against its rules', {
    checked: repositories.length,
    outcomes,
  });
  count(actionCounts(outcomes));
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
}
