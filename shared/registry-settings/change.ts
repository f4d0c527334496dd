import type { AccountChange } from './account.ts';
import type { ExclusionChange } from './exclusions.ts';
import type { BackfillChange } from './replication/backfill.ts';
import type { ReplicationChange } from './replication/replication.ts';
import type { ScanningChange } from './scanning.ts';
import type { SigningChange } from './signing.ts';
import type { StatementChange } from './statements.ts';
import type { UnreadChange } from './unread.ts';

/** A change of the settings of the registry as a whole. */
export type RegistryChange =
  | ScanningChange
  | ReplicationChange
  | BackfillChange
  | SigningChange
  | ExclusionChange
  | AccountChange
  | StatementChange
  | UnreadChange;

export interface RegistryPlan {
  changes: RegistryChange[];
}
