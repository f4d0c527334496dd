import type { Act } from '../acts/act.ts';
import type { Entry } from '../acts/journal.ts';

/** The act of taking an act back. */
export function undoAct(
  { id, capability, rule, target, repository }: Entry,
  act: Pick<Act, 'kind' | 'before' | 'after' | 'weight'>,
): Act {
  return {
    ...{ rule: { capability, name: rule, text: '' }, target, what: `take back ${id}` },
    ...(repository !== undefined && { repository }),
    ...act,
  };
}

/** Whether somebody has taken it back, or it never was done. */
export function asBefore({ state }: Entry): string {
  return state === 'done'
    ? 'all is as it was before: somebody has taken it back'
    : 'all is as it was before: it was not done, or somebody has taken it back';
}
