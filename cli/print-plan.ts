import type { AppliedChange } from '../shared/cache/apply.ts';
import type { CacheChange, CachePlan } from '../shared/cache/plan.ts';
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
  }
  print(summary(changes));
}

export function printOutcome({ action, prefix, outcome, error }: AppliedChange): void {
  if (outcome === 'unchanged') return;
  if (outcome === 'failed') print(`${paint('red', `${action} failed`)} ${prefix}: ${error}`);
  else print(`${paint('green', outcome)} ${prefix}`);
}

/**
 * A change as --json prints it. What keeps it from being applied is its reason too: there is one place
 * to look.
 */
export function changeJson(change: CacheChange & { blocked?: string; error?: string }): object {
  const { blocked, error, ...told } = change;
  if (error === undefined || error === blocked) return told;
  return { ...told, reason: [told.reason, error].filter(Boolean).join('; ') };
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
