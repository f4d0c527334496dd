import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { functionGate, ownRegistry } from '../shared/acts/function-gate.ts';
import { tellUntold } from '../shared/acts/untold.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { actingRules } from '../shared/cache/acting.ts';
import { validitiesOf, validityAlerts } from '../shared/cache/alert.ts';
import { applyCache, countOutcomes } from '../shared/cache/apply.ts';
import { appliedAlerts } from '../shared/cache/apply-alerts.ts';
import { isPlainRepository } from '../shared/cache/change.ts';
import { observeCache } from '../shared/cache/observe.ts';
import { planCache } from '../shared/cache/plan.ts';
import { rehearseCache } from '../shared/cache/repositories/rehearse.ts';
import { cacheSweep } from '../shared/cache/sweep.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));
const { gate, ledger } = functionGate(ecr, config);
const rules = actingRules(config.pullThroughCache);

/** Whatever the occasion, a schedule or a finished deployment: the scope is all rules. */
const anyEvent = z.looseObject({});

/** Brings the cache rules, and what belongs to them, in line with registry.yml. */
export const handler = wrap(anyEvent, async (_event, context) => {
  const { tell, settle } = people();
  const began = new Date();
  const declared = config.pullThroughCache;
  const planned = planCache(declared, await observeCache({ ecr, secretsManager }, declared));
  const plan = await rehearseCache(ecr, planned);
  const run = gate(context);
  const owner = await ownRegistry(ecr);
  const applied = await applyCache({ ecr, gate: run, rules }, plan);
  const changes = applied.filter((change) => !isPlainRepository(change));
  const repositoriesAsDeclared = applied.length - changes.length;
  logger.info('Pull-through cache rules reconciled', {
    owner,
    changes: changes.slice(0, 100),
    allChanges: changes.length,
    repositoriesAsDeclared,
  });
  count(countOutcomes(changes));
  const found = appliedAlerts(changes);
  await tell([...found, ...validityAlerts(validitiesOf(changes))]);
  await run.told(changes.flatMap(({ acts = [] }) => acts));
  await settle(cacheSweep(declared, applied, began), found);
  await tellUntold(ledger(), tell, 'cache');
  return { changes, repositoriesAsDeclared };
});
