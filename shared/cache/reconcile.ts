import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ownRegistry } from '../acts/function-gate.ts';
import type { Gate } from '../acts/gate.ts';
import { tellUntold } from '../acts/untold.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { People } from '../alerts/people.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { actingRules } from './acting.ts';
import { validitiesOf, validityAlerts } from './alert.ts';
import { type AppliedChange, applyCache, countOutcomes } from './apply.ts';
import { appliedAlerts } from './apply-alerts.ts';
import { isPlainRepository } from './change.ts';
import { observeCache } from './observe.ts';
import { planCache } from './plan.ts';
import { rehearseCache } from './repositories/rehearse.ts';
import { cacheSweep } from './sweep.ts';

export interface Reconciling {
  clients: { ecr: ECRClient; secretsManager: SecretsManagerClient };
  gate: Gate;
  ledger: Ledger;
  people: Pick<People, 'tell' | 'settle'>;
}

/** Of the changes, so many are logged. */
const MOST_LOGGED = 100;

/** Brings the cache rules, and what belongs to them, in line with registry.yml, and alerts on what could not be. */
export async function reconcileCache(
  { clients, gate, ledger, people }: Reconciling,
  declared: RegistryConfig['pullThroughCache'],
): Promise<{ changes: AppliedChange[]; repositoriesAsDeclared: number }> {
  const { ecr } = clients;
  const began = new Date();
  const planned = planCache(declared, await observeCache(clients, declared));
  const plan = await rehearseCache(ecr, planned);
  const owner = await ownRegistry(ecr);
  const applied = await applyCache({ ecr, gate, rules: actingRules(declared) }, plan);
  const changes = applied.filter((change) => !isPlainRepository(change));
  const repositoriesAsDeclared = applied.length - changes.length;
  const shown = { changes: changes.slice(0, MOST_LOGGED), allChanges: changes.length };
  logger.info('Pull-through cache rules reconciled', { owner, ...shown, repositoriesAsDeclared });
  count(countOutcomes(changes));
  const found = appliedAlerts(changes);
  await people.tell([...found, ...validityAlerts(validitiesOf(changes))]);
  await gate.told(changes.flatMap(({ acts = [] }) => acts));
  await people.settle(cacheSweep(declared, applied, began), found);
  await tellUntold(ledger, people.tell, 'cache');
  return { changes, repositoriesAsDeclared };
}
