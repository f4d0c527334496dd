import type { Action } from '../actions/action.ts';
import type { Entry } from '../actions/audit-log.ts';
import type { Work } from '../actions/gate.ts';

/** The act of taking an act back. */
export function undoAction(
  { id, capability, rule, target, repository }: Entry,
  action: Pick<Action, 'kind' | 'before' | 'after' | 'weight'>,
): Action {
  return {
    ...{ rule: { capability, name: rule, text: '' }, target, what: `take back ${id}` },
    ...(repository !== undefined && { repository }),
    undoes: id,
    ...action,
  };
}

/** Whether somebody has taken it back, or it never was done. */
export function asBefore({ state }: Entry): string {
  return state === 'done'
    ? 'all is as it was before: somebody has taken it back'
    : 'all is as it was before: it was not done, or somebody has taken it back';
}

/** How an act would be taken back, as the registry is now. */
export type Undo =
  | {
      state: 'ready';
      /** What is to be done, for the gate: an act as any other, which can be taken back too. */
      action: Action;
      /** What happens, line by line, for whoever is asked. */
      lines: string[];
      /** What is lost by it for good. */
      final?: readonly string[];
      /** Does it, if the registry still is as it was looked at. */
      work(): Promise<Work>;
    }
  /** All is as it was before the act. */
  | { state: 'nothing'; why: string }
  /** It cannot be taken back, or would undo what somebody did since. */
  | { state: 'refused'; why: string };
