import { type Kinds, kindOf } from '../changes/kind.ts';
import { accountKind } from './account.ts';
import type { RegistryChange } from './change.ts';
import { exclusionKind } from './exclusions.ts';
import { scanningKind } from './scanning.ts';
import { signingKind } from './signing.ts';
import { statementKind } from './statements.ts';

/** The kinds of changes of the registry's settings. */
export const registryKinds: Kinds<RegistryChange> = {
  scanning: scanningKind,
  signing: signingKind,
  exclusion: exclusionKind,
  account: accountKind,
  statement: statementKind,
};

/** The name of what a change is about. */
export function nameOf(change: RegistryChange): string {
  return kindOf(registryKinds, change).nameOf(change);
}
