import { type Kinds, kindOf } from '../changes/kind.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { accountKind } from './account.ts';
import type { RegistryChange } from './change.ts';
import { exclusionKind } from './exclusions.ts';
import { backfillKind } from './replication/backfill.ts';
import { replicationKind } from './replication/replication.ts';
import { scanningKind } from './scanning.ts';
import { signingKind } from './signing.ts';
import { statementKind } from './statements.ts';
import { unreadKind } from './unread.ts';

/** The kinds of changes of the registry's settings. */
export const registryKinds: Kinds<RegistryChange> = {
  scanning: scanningKind,
  replication: replicationKind,
  backfill: backfillKind,
  signing: signingKind,
  exclusion: exclusionKind,
  account: accountKind,
  statement: statementKind,
  unread: unreadKind,
};

/** The name of what a change is about. */
export function nameOf(change: RegistryChange): string {
  return kindOf(registryKinds, change).nameOf(change);
}

/** The key of registry.yml, under `registry`, that a change belongs to. */
export function settingOf(change: RegistryChange): string {
  switch (change.kind) {
    case 'backfill':
      return 'replication';
    case 'exclusion':
      return 'pullTimeUpdateExclusions';
    case 'account':
      return 'accountSettings';
    case 'statement':
      return 'policy';
    case 'unread':
      return change.setting;
    default:
      return change.kind;
  }
}

/** Whether any setting is declared; without one, the function `registry` does not run. */
export function declaresSettings({ prune, ...settings }: RegistrySettingsConfig): boolean {
  return Object.values(settings).some((declared) => declared !== undefined);
}
