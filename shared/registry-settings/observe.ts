import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { type AccountKey, type AccountState, declaredKeys, observeAccount } from './account.ts';
import { type ObservedExclusions, observeExclusions } from './exclusions.ts';
import type { ObservedBackfills } from './replication/backfill.ts';
import { listBackfills } from './replication/list.ts';
import { readRecords } from './replication/memory.ts';
import { wantedBackfills, wantsBackfills } from './replication/stand.ts';
import {
  type DeclaredReplication,
  type ObservedReplication,
  observeReplication,
} from './replication/state.ts';
import { observeScanning, type ScanningState } from './scanning.ts';
import { observeSigning, type SigningState } from './signing.ts';
import { type ObservedPolicy, observePolicy } from './statements.ts';
import { isRefused, type UnreadChange, unreadChange } from './unread.ts';

/** What was read of one setting: no setting at all is something that was read, too. */
export interface Seen<State> {
  state: State;
}

/** The settings that are declared and could be read; any other is undefined. */
export interface ObservedRegistry {
  scanning?: Seen<ScanningState> | undefined;
  replication?: Seen<ObservedReplication> | undefined;
  /** Only where a rule of replication has `backfill`. */
  backfills?: Seen<ObservedBackfills> | undefined;
  signing?: Seen<SigningState | undefined> | undefined;
  exclusions?: Seen<ObservedExclusions> | undefined;
  account: Partial<Record<AccountKey, Seen<AccountState | undefined> | undefined>>;
  policy?: Seen<ObservedPolicy> | undefined;
  /** The others that are declared. */
  unread: readonly UnreadChange[];
}

/**
 * Reads each setting that is declared: one call each, for `pullTimeUpdateExclusions` one more for the owner of the
 * registry, for `backfill` one more and what the ledger has of it. One that ECR denies, or does not have in the region, is noted, and the others are read all the same.
 *
 * @param ledger - Default: none is deployed, and no backfill can be started.
 * @throws What may pass, such as throttling: then the whole run is tried again.
 */
export async function observeRegistry(
  ecr: ECRClient,
  declared: RegistrySettingsConfig,
  ledger?: Ledger,
): Promise<ObservedRegistry> {
  const unread: UnreadChange[] = [];
  const read = async <State>(setting: string, isDeclared: boolean, look: () => Promise<State>) => {
    if (!isDeclared) return undefined;
    try {
      return { state: await look() };
    } catch (error) {
      if (!isRefused(error)) throw error;
      unread.push(unreadChange(setting, error));
      return undefined;
    }
  };
  const {
    scanning,
    replication,
    signing,
    pullTimeUpdateExclusions: exclusions,
    accountSettings = {},
  } = declared;
  const keys = declaredKeys(accountSettings);
  const [ofScanning, ofReplication, ofSigning, ofExclusions, policy, ...ofAccount] =
    await Promise.all([
      read('scanning', scanning !== undefined, () => observeScanning(ecr)),
      read('replication', replication !== undefined, () => observeReplication(ecr)),
      read('signing', signing !== undefined, () => observeSigning(ecr)),
      read('pullTimeUpdateExclusions', exclusions !== undefined, () => observeExclusions(ecr)),
      read('policy', declared.policy !== undefined, () => observePolicy(ecr)),
      ...keys.map((key) => read(`accountSettings.${key}`, true, () => observeAccount(ecr, key))),
    ]);
  const backfills = await read(
    'replication',
    replication !== undefined && ofReplication !== undefined && wantsBackfills(replication),
    () => observeBackfills(ecr, replication, ofReplication?.state, ledger),
  );
  return {
    ...{ replication: ofReplication, backfills },
    ...{ scanning: ofScanning, signing: ofSigning, exclusions: ofExclusions, policy, unread },
    account: Object.fromEntries(keys.map((key, index) => [key, ofAccount[index]])),
  };
}

/** Which backfills ECR lists, and what is known of those that are declared. */
async function observeBackfills(
  ecr: ECRClient,
  declared: DeclaredReplication | undefined,
  observed: ObservedReplication | undefined,
  ledger: Ledger | undefined,
): Promise<ObservedBackfills> {
  const wanted = declared && observed ? wantedBackfills(declared, observed.own) : new Map();
  const [listed, records] = await Promise.all([
    listBackfills(ecr),
    ledger && readRecords(ledger, wanted.keys()),
  ]);
  return { listed, records };
}
