import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ownRegistry } from '../actions/function-gate.ts';
import type { Gate } from '../actions/gate.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { countOutcomes } from '../changes/apply.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { validitiesOf, validityAlerts } from './alert.ts';
import { type AppliedChange, applyCache } from './apply.ts';
import { appliedAlerts } from './apply-alerts.ts';
import { coveredByCache } from './covered.ts';
import type { DeclaredCache } from './declared.ts';
import { enforcedRules } from './enforced-rules.ts';
import { observeCache } from './observe.ts';
import { planCache } from './plan.ts';

export interface Reconciling {
  clients: { ecr: ECRClient; secretsManager: SecretsManagerClient };
  gate: Gate;
  ledger: Ledger;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  /** The registry.yml that is active: with the stack, it becomes the owner of a registry that has none. */
  file: string;
}

/** How many changes are logged. */
const MOST_LOGGED = 100;

/**
 * Brings the cache rules, their templates and who may pull through them in line with registry.yml, and sends alerts on
 * what failed. The repositories that they have created are brought in line on a walk: see cachedVisitor.
 */
export async function reconcileCache(
  { clients, gate, ledger, notifier, file }: Reconciling,
  declared: DeclaredCache,
): Promise<{ changes: AppliedChange[] }> {
  const { ecr } = clients;
  const began = new Date();
  const plan = planCache(declared, await observeCache(clients, declared));
  const owner = await ownRegistry(ecr, file);
  const changes = await applyCache({ ecr, gate, rules: enforcedRules(declared) }, plan);
  const shown = { changes: changes.slice(0, MOST_LOGGED), allChanges: changes.length };
  logger.info('Pull through cache rules reconciled', { owner, ...shown });
  count(countOutcomes(changes));
  const found = appliedAlerts(changes);
  await notifier.notify([...found, ...validityAlerts(validitiesOf(changes))]);
  await gate.notified(changes.flatMap(({ actionIds = [] }) => actionIds));
  await notifier.resolve(coveredByCache(began), found);
  await notifyUnsent(ledger, notifier.notify, 'cache');
  return { changes };
}
