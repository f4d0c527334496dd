import { ECRClient } from '@aws-sdk/client-ecr';
import config from '../registry.yml';
import { functionGate } from '../shared/acts/function-gate.ts';
import { tellUntold } from '../shared/acts/untold.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { actCounts, countOutcomes, throwIfFailed } from '../shared/baseline/apply.ts';
import { namesOf, repositoryEvent } from '../shared/baseline/events.ts';
import { planForScope } from '../shared/baseline/plan.ts';
import { react } from '../shared/baseline/react.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { repositoryNameAlerts } from '../shared/naming/alert.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { unlessGone } from '../shared/registry/tags/races.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const { gate, ledger } = functionGate(ecr, config);
const naming = compileNaming(config.naming);
const cachePrefixes = declaredPrefixes(config);
const hasRules = config.baseline.length > 0 || config.naming.repositories.length > 0;

/** Holds repositories against their rules: the name is told when it is wrong, the rest brought in line. */
export const handler = wrap(repositoryEvent, async (event, context) => {
  if (!hasRules) return { checked: 0 };
  const told = people();
  const began = new Date();
  const scope = { names: namesOf(event), cachePrefixes };
  const planned = await unlessGone(planForScope(ecr, config.baseline, scope));
  if (planned === undefined) return { checked: 0 };

  const { repositories } = planned.checked;
  await told.tell(repositoryNameAlerts(naming, repositories));

  const with_ = { ecr, rules: config.baseline, gate: gate(context) };
  const { plan, applied } = await react(with_, told, planned, began);
  const outcomes = countOutcomes(applied);
  logger.info('Repositories held against their rules', { checked: repositories.length, outcomes });
  count(actCounts(applied));
  if (plan.isWhole) await tellUntold(ledger(), told.tell, 'baseline');
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
});
