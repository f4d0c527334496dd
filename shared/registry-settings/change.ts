import type { AccountChange } from './account.ts';
import type { ExclusionChange } from './exclusions.ts';
import type { ScanningChange } from './scanning.ts';
import type { SigningChange } from './signing.ts';
import type { StatementChange } from './statements.ts';

/** A change of the settings of the registry as a whole. */
export type RegistryChange =
  | ScanningChange
  | SigningChange
  | ExclusionChange
  | AccountChange
  | StatementChange;

/** A setting that is declared and could not be read. */
export interface Unread {
  /** Its key in registry.yml, under `registry`. */
  setting: string;
  why: string;
}

export interface RegistryPlan {
  changes: RegistryChange[];
  /** Settings of which nothing is planned, as they could not be read. */
  unread: readonly Unread[];
}
