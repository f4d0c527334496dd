import type { Grant } from './grants.ts';
import type { Ran } from './run.ts';

/** What became of what a function is for, where it lacks a right. */
export type Outcome =
  /** All is as it would be with it. */
  | 'right anyway'
  /** An alert names the right: one for each cause, or those that are sent in any case. */
  | 'alert'
  /** The function fails, and its error names the right; the event is in the dead-letter queue. */
  | 'failed and queued'
  /** It fails after an action whose alert it cannot send: by the audit log, the next scheduled run reports it. */
  | 'failed and noted';

/**
 * How a run went on without a right.
 *
 * @returns besides an outcome what is wrong with it: nothing may be lost, changed or reported otherwise
 */
export function outcomeOf(
  right: string,
  { normal, denied }: { normal: Ran; denied: Ran },
): Outcome | { wrong: string[] } {
  const news = denied.alerts.filter((alert) => !normal.alerts.includes(alert));
  const naming = news.filter((alert) => isNamed(right, alert));
  const queued = denied.deadLetters.length > normal.deadLetters.length;
  const noted = unreported(denied) > unreported(normal);
  const unnamed = denied.failed.filter((error) => !isNamed(right, error));
  const wrong = [
    ...denied.writes.filter((it) => !normal.writes.includes(it)).map((it) => `changed: ${it}`),
    ...twice(denied.alerts).map((it) => `reported twice: ${it}`),
    ...unnamed.map((it) => `failed without its name: ${it}`),
    ...(denied.failed.length > 0 && !queued && !noted && naming.length === 0
      ? [`failed, not queued: ${denied.failed[0]}`]
      : []),
  ];
  if (wrong.length > 0) return { wrong };
  if (naming.length > 0) return 'alert';
  if (queued) return 'failed and queued';
  if (noted && denied.failed.length > 0) return 'failed and noted';
  const lost = [...missingIn(normal, denied), ...missingIn(denied, normal)];
  return lost.length === 0 ? 'right anyway' : { wrong: ['silent', ...lost] };
}

/** What one run has left that the other has not. */
function missingIn(one: Ran, other: Ran): string[] {
  const parts = ['writes', 'state', 'alerts', 'copies'] as const;
  return parts.flatMap((part) =>
    one[part].filter((it) => !other[part].includes(it)).map((it) => `${part}: ${it}`),
  );
}

/** Actions in the audit log that were not reported. */
function unreported({ state }: Ran): number {
  return state.filter((it) => it.includes('"act/ACTION"') && it.includes('"untold"')).length;
}

/** Without the ledger, each execution environment reports that it cannot be reached. */
function twice(alerts: readonly string[]): string[] {
  return alerts.filter(
    (it, at) => alerts.indexOf(it) !== at && !it.includes('steward.ledger-unreachable'),
  );
}

/** SNS writes its own name in capitals. */
function isNamed(right: string, text: string): boolean {
  return text.toLowerCase().includes(right.replace('*', '').toLowerCase());
}

/** The action as a policy names it, with the resource where a role has it on several. */
export function nameOf({ action, resources }: Grant, grants: readonly Grant[]): string {
  const same = grants.filter((it) => it.action === action);
  return same.length === 1 ? action : `${action} on ${resources.join(', ')}`;
}
