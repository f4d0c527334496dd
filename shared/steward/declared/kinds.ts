import { wholeKinds } from '../../cache/kinds.ts';
import { type Kinds, kindOf } from '../../changes/kind.ts';
import { registryKinds } from '../../registry-settings/kinds.ts';
import { repositoryKind } from '../../settings/kind.ts';
import type { DeclaredChange } from './plan.ts';

/** All kinds of changes that a plan can have. */
export const declaredKinds: Kinds<DeclaredChange> = {
  ...wholeKinds,
  ...registryKinds,
  repository: repositoryKind(),
};

/** The name of what a change is about. */
export function nameOf(change: DeclaredChange): string {
  return kindOf(declaredKinds, change).nameOf(change);
}
