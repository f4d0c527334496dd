import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { declaredKeys, planAccount } from './account.ts';
import type { RegistryChange, RegistryPlan } from './change.ts';
import { planExclusions } from './exclusions.ts';
import type { ObservedRegistry } from './observe.ts';
import { planBackfills } from './replication/backfill.ts';
import { planReplication } from './replication/replication.ts';
import { planScanning } from './scanning.ts';
import { planSigning } from './signing.ts';
import { planStatements } from './statements.ts';

/**
 * What has to change so that the settings of the registry are those of registry.yml. One that is not declared, or could
 * not be read, is not planned; the latter is shown as blocked. Calls nothing.
 */
export function planRegistry(
  declared: RegistrySettingsConfig,
  observed: ObservedRegistry,
): RegistryPlan {
  const { scanning, signing, pullTimeUpdateExclusions: exclusions, policy, prune } = declared;
  const { scanning: seenScanning, signing: seenSigning } = observed;
  const { exclusions: seenExclusions, policy: seenPolicy, unread } = observed;
  const changes: RegistryChange[] = [
    ...(scanning && seenScanning ? planScanning(scanning, seenScanning.state) : []),
    ...planReplications(declared, observed),
    ...(signing && seenSigning ? planSigning(signing, seenSigning.state) : []),
    ...(exclusions && seenExclusions
      ? planExclusions(exclusions, seenExclusions.state, { prune })
      : []),
    ...planAccounts(declared, observed),
    ...(policy && seenPolicy ? planStatements(policy, seenPolicy.state, { prune }) : []),
    ...unread,
  ];
  return { changes };
}

function planReplications(
  { replication }: RegistrySettingsConfig,
  { replication: seen, backfills }: ObservedRegistry,
): RegistryChange[] {
  if (replication === undefined || seen === undefined) return [];
  return [
    planReplication(replication, seen.state),
    ...(backfills ? planBackfills(replication, seen.state, backfills.state) : []),
  ];
}

function planAccounts(
  { accountSettings = {} }: RegistrySettingsConfig,
  { account }: ObservedRegistry,
): RegistryChange[] {
  return declaredKeys(accountSettings).flatMap((key) => {
    const [value, seen] = [accountSettings[key], account[key]];
    return value !== undefined && seen ? [planAccount(key, value, seen.state)] : [];
  });
}
