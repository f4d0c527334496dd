import type { ECRClient } from '@aws-sdk/client-ecr';
import { type Kinds, kindOf } from './kind.ts';
import type { AnyChange } from './step.ts';

const reason = 'undone';

/** The change that undoes a change; undefined where it changed nothing. */
export function inverse<Change extends AnyChange>(
  kinds: Kinds<Change>,
  change: Change,
): Change | undefined {
  const {
    before,
    after,
    blocked: _,
    ...told
  } = { blocked: undefined, before: undefined, after: undefined, ...change };
  // The casts: a step of the same kind with its states swapped, which the compiler cannot follow through `Change`.
  switch (change.action) {
    case 'create':
      return { ...told, action: 'delete', before: after, reason } as unknown as Change;
    case 'delete':
      return { ...told, action: 'create', after: before, reason } as unknown as Change;
    case 'update':
    case 'replace': {
      const action = kindOf(kinds, change).actionBack?.(change) ?? change.action;
      return { ...told, action, before: after, after: before, reason } as unknown as Change;
    }
    default:
      return undefined;
  }
}

/** The present state of what a change was about: as before it, as the change left it, or another. */
export async function presentState<Change extends AnyChange>(
  ecr: ECRClient,
  kinds: Kinds<Change>,
  change: Change,
): Promise<{ stand: 'before' | 'after' | 'other'; now: unknown }> {
  const kind = kindOf(kinds, change);
  const now = await kind.current(ecr, change);
  const isLike = (state: unknown) =>
    now === undefined || state === undefined
      ? now === state
      : kind.isSame(now, state as typeof now);
  if (isLike('before' in change ? change.before : undefined)) return { stand: 'before', now };
  const after = 'after' in change ? change.after : undefined;
  return { stand: isLike(after) ? 'after' : 'other', now };
}
