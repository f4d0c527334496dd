import type * as z from 'zod/mini';
import type { Notifier } from '../alerts/notifier.ts';
import { nameOf, type repositoryEvent } from '../baseline/events.ts';
import { repositoryNameAlerts } from '../naming/alert.ts';
import type { Naming } from '../naming/rules.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { actionCounts, countOutcomes, throwIfFailed } from '../settings/apply.ts';
import { type Reacting, react } from '../settings/react.ts';
import type { SettingsRules } from '../settings/rules.ts';
import { planForScope } from '../settings/scope.ts';

export interface OnRepository extends Omit<Reacting, 'rules'> {
  /** Those of all blocks; the first ones that do not exempt a repository decide about it. */
  rules: readonly SettingsRules[];
  naming: Naming;
  cachePrefixes: readonly string[];
  notifier: Notifier;
}

/** Checks a repository against its rules: reports an invalid name, and brings the settings in line. */
export async function onRepositoryEvent(
  with_: OnRepository,
  event: z.infer<typeof repositoryEvent>,
): Promise<object> {
  const { ecr, naming, cachePrefixes, notifier } = with_;
  const name = nameOf(event);
  const rules = with_.rules.find(({ isExempt, isEmpty }) => !isEmpty && !isExempt(name));
  const some = rules ?? (naming.hasRepositoryRules ? with_.rules.at(-1) : undefined);
  if (some === undefined) return { checked: 0 };
  const planned = await unlessGone(planForScope(ecr, some, { names: [name], cachePrefixes }));
  if (planned === undefined) return { checked: 0 };

  const { repositories } = planned.checked;
  await notifier.notify(repositoryNameAlerts(naming, repositories));
  const { plan, applied } = await react({ ...with_, rules: some }, notifier, planned);
  const outcomes = countOutcomes(applied);
  logger.info('Repository checked against its rules', {
    checked: repositories.length,
    outcomes,
  });
  count(actionCounts(outcomes));
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
}
