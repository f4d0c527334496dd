import type { Action } from '../../actions/action.ts';
import type { Entry } from '../../actions/audit-log.ts';
import type { Work } from '../../actions/gate.ts';

/** The action that undoes another one. */
export function undoAction(
  { id, capability, rule, target, repository }: Entry,
  action: Pick<Action, 'kind' | 'before' | 'after' | 'weight'>,
): Action {
  return {
    ...{ rule: { capability, name: rule, text: '' }, target, what: `undo ${id}` },
    ...(repository !== undefined && { repository }),
    undoes: id,
    ...action,
  };
}

/** Why there is nothing to undo: it is undone already, or was never done. */
export function asBefore({ state }: Entry): string {
  return state === 'done'
    ? 'all is as it was before: it is undone already'
    : 'all is as it was before: it was not done, or it is undone already';
}

/** How an action would be undone, as the registry is now. */
export type Undo =
  | {
      state: 'ready';
      /** The action for the gate: it can be undone too. */
      action: Action;
      /** What changes, line by line, for the confirmation. */
      lines: string[];
      /** What is lost by it for good. */
      final?: readonly string[];
      /** Does it, if the registry has not changed since. */
      work(): Promise<Work>;
    }
  /** All is as it was before the action. */
  | { state: 'nothing'; why: string }
  /** It cannot be undone, or that would revert a later change. */
  | { state: 'refused'; why: string };
