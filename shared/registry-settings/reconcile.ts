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
import { type ObservedRegistry, observeRegistry } from './observe.ts';
import { planRegistry } from './plan.ts';
import { forgetOthers } from './replication/memory.ts';
import { wantedBackfills } from './replication/stand.ts';
import { watchBackfills } from './replication/watch.ts';

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
  const observed = await observeRegistry(ecr, declared, ledger);
  const plan = planRegistry(declared, observed);
  const changes = await applyRegistry({ ecr, gate, ledger, rules: enforcedRules(declared) }, plan);
  const shown = { changes: changes.slice(0, MOST_LOGGED), allChanges: changes.length };
  logger.info('Settings of the registry reconciled', shown);
  count(countOutcomes(changes));
  const found = appliedAlerts(changes);
  await notifier.notify(found);
  await gate.notified(changes.flatMap(({ actionIds = [] }) => actionIds));
  await notifier.resolve(coveredByRegistry(began), found);
  await watchAndForget({ ecr, ledger, notifier }, declared, observed);
  await notifyUnsent(ledger, notifier.notify, 'registry');
  return { changes };
}

/** Reports backfills that have ended, and forgets what is no longer declared. What could not be read has an alert. */
async function watchAndForget(
  with_: Omit<Reconciling, 'gate'>,
  { replication }: RegistrySettingsConfig,
  observed: ObservedRegistry,
): Promise<void> {
  if (replication === undefined) return forgetOthers(with_.ledger, new Map());
  const own = observed.replication?.state.own;
  if (own === undefined) return;
  if (observed.backfills) await watchBackfills(with_, replication, own);
  await forgetOthers(with_.ledger, wantedBackfills(replication, own));
}
