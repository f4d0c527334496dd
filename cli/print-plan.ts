import { invalidity } from '../shared/cache/alert.ts';
import type { AppliedChange } from '../shared/cache/apply.ts';
import type { CacheChange, CachePlan } from '../shared/cache/change.ts';
import { paint, print, type Style } from './print.ts';

const marks: Record<CacheChange['action'], { sign: string; colour: Style }> = {
  create: { sign: '+', colour: 'green' },
  update: { sign: '~', colour: 'yellow' },
  replace: { sign: '±', colour: 'magenta' },
  delete: { sign: '-', colour: 'red' },
  unmanaged: { sign: '?', colour: 'cyan' },
  none: { sign: '=', colour: 'dim' },
};

/** A plan as a person reads a diff: a line per rule, with the reason below where there is one. */
export function printPlan({ changes }: CachePlan): void {
  for (const change of changes) {
    const { sign, colour } = marks[change.action];
    print(paint(colour, `${sign} ${change.action.padEnd(9)} ${change.prefix}`) + upstream(change));
    if (change.reason) print(`            ${change.reason}`);
    if ('blocked' in change) print(`            ${paint('red', `not applied: ${change.blocked}`)}`);
  }
  print(summary(changes));
}

export function printOutcome({ action, prefix, outcome, error, validity }: AppliedChange): void {
  if (outcome === 'unchanged') return;
  if (outcome === 'failed') print(`${paint('red', `${action} failed`)} ${prefix}: ${error}`);
  else if (validity === undefined || validity.valid === true)
    print(`${paint('green', outcome)} ${prefix}`);
  else
    print(`${paint('yellow', outcome)} ${prefix}, but ECR cannot log in: ${invalidity(validity)}`);
}

/**
 * A change as --json prints it. What keeps it from being applied is its reason too: there is one place
 * to look.
 */
export function changeJson(change: CacheChange & Partial<AppliedChange>): object {
  const { blocked, error = blocked, validity, ...told } = { blocked: undefined, ...change };
  const reasons = [told.reason, told.reason?.includes(error ?? '') ? undefined : error];
  const reason = reasons.filter(Boolean).join('; ');
  return { ...told, ...(reason && { reason }), ...validity };
}

function upstream(change: CacheChange): string {
  const { upstreamRegistryUrl } = 'after' in change ? change.after : change.before;
  return ` ${paint('dim', `← ${upstreamRegistryUrl}`)}`;
}

function summary(changes: readonly CacheChange[]): string {
  const count = Object.entries(Object.groupBy(changes, ({ action }) => action))
    .filter(([action]) => action !== 'none')
    .map(([action, found]) => `${found?.length} to ${action}`.replace('to unmanaged', 'unmanaged'));
  if (changes.length === 0) return 'No pull-through cache rules, declared or not.';
  if (count.length === 0) return 'The registry has the rules that registry.yml declares.';
  return `\nPull-through cache rules: ${count.join(', ')}.`;
}
