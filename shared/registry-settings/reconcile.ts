import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Gate } from '../actions/gate.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { countOutcomes } from '../changes/apply.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { appliedAlerts, coveredByRegistry } from './alert.ts';
import { type AppliedChange, applyRegistry } from './apply.ts';
import { enforcedRules } from './enforced-rules.ts';
import { observeRegistry } from './observe.ts';
import { planRegistry } from './plan.ts';

export interface Reconciling {
  ecr: ECRClient;
  gate: Gate;
  ledger: Ledger;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
}

/** How many changes are logged. */
const MOST_LOGGED = 100;

/** Brings the settings of the registry in line with registry.yml, and sends alerts on what failed or waits. */
export async function reconcileRegistry(
  { ecr, gate, ledger, notifier }: Reconciling,
  declared: RegistrySettingsConfig,
): Promise<{ changes: AppliedChange[] }> {
  const began = new Date();
  const plan = planRegistry(declared, await observeRegistry(ecr, declared));
  const changes = await applyRegistry({ ecr, gate, rules: enforcedRules(declared) }, plan);
  const shown = { changes: changes.slice(0, MOST_LOGGED), allChanges: changes.length };
  logger.info('Settings of the registry reconciled', shown);
  count(countOutcomes(changes));
  const found = appliedAlerts(changes);
  await notifier.notify(found);
  await gate.notified(changes.flatMap(({ actionIds = [] }) => actionIds));
  await notifier.resolve(coveredByRegistry(began), found);
  await notifyUnsent(ledger, notifier.notify, 'registry');
  return { changes };
}
