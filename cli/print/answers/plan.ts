import { invalidity } from '../../../shared/cache/alert.ts';
import type { Validity } from '../../../shared/cache/credentials/validate.ts';
import { withoutTrailingSlash } from '../../../shared/config/schema/prefix.ts';
import { isPlainRepository } from '../../../shared/settings/change.ts';
import type { AppliedChange } from '../../../shared/steward/declared/apply.ts';
import { nameOf } from '../../../shared/steward/declared/kinds.ts';
import type { DeclaredChange } from '../../../shared/steward/declared/plan.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { paint, print, type Style, visible } from '../print.ts';
import { detailOf, linesOf, summaryOf } from './plan-texts.ts';

const marks: Record<DeclaredChange['action'], { sign: string; colour: Style }> = {
  create: { sign: '+', colour: 'green' },
  update: { sign: '~', colour: 'yellow' },
  replace: { sign: '±', colour: 'magenta' },
  delete: { sign: '-', colour: 'red' },
  unmanaged: { sign: '?', colour: 'cyan' },
  none: { sign: '=', colour: 'dim' },
};

type Given = Partial<GlobalOptions>;

/**
 * Prints a plan as a diff: cache rule by cache rule, then the settings of the registry, a line per change, with the
 * reason below.
 *
 * @param given - The options of this call: commands in reasons get its file, region and profile.
 */
export function printPlan(changes: readonly DeclaredChange[], given: Given = {}): void {
  const byRule = Map.groupBy(changes, (change) =>
    'prefix' in change ? withoutTrailingSlash(change.prefix) : undefined,
  );
  for (const [rule, those] of byRule) printGroup(those, { ...given, isOfRule: rule !== undefined });
  print(summaryOf(changes));
}

/** What belongs to a rule is below it, indented; unchanged repositories are a number. */
function printGroup(
  changes: readonly DeclaredChange[],
  { isOfRule, ...given }: Given & { isOfRule: boolean },
): void {
  const shown = changes.filter((change) => !isPlainRepository(change));
  for (const [index, change] of shown.entries()) printChange(change, isOfRule && index > 0, given);
  const plain = changes.length - shown.length;
  if (plain === 0) return;
  const repositories = plain === 1 ? '1 repository' : `${plain} repositories`;
  printMarked('none', `${isOfRule ? '  ' : ''}${repositories} as declared`, '');
}

function printChange(change: DeclaredChange, indented: boolean, given: Given): void {
  const indent = indented ? '  ' : '';
  printMarked(change.action, `${indent}${nameOf(change)}`, detailOf(change));
  const blocked = 'blocked' in change ? change.blocked : undefined;
  // What blocks it is printed once, below.
  const lines = linesOf(change).filter((line) => line !== blocked);
  for (const line of lines) print(`            ${indent}${asTyped(visible(line), given)}`);
  if (blocked === undefined) return;
  print(`            ${indent}${paint('red', `not applied: ${asTyped(blocked, given)}`)}`);
}

function printMarked(action: DeclaredChange['action'], name: string, detail: string): void {
  const { sign, colour } = marks[action];
  const dimmed = detail === '' ? '' : ` ${paint('dim', detail)}`;
  print(paint(colour, `${sign} ${action.padEnd(9)} ${name}`) + dimmed);
}

export function printOutcome(change: AppliedChange, given: Given = {}): void {
  const { action, outcome } = change;
  const validity = validityOf(change);
  const [why, error] = [change.why, change.error].map((it) => it && asTyped(it, given));
  const name = nameOf(change);
  if (outcome === 'unchanged' && (action === 'none' || action === 'unmanaged')) return;
  if (outcome === 'held' || outcome === 'observed') {
    print(`${paint('yellow', `${action} held back`)} ${name}: ${why}`);
  } else if (outcome === 'failed') print(`${paint('red', `${action} failed`)} ${name}: ${error}`);
  else if (validity === undefined || validity.valid === true)
    print(`${paint('green', outcome)} ${name}`);
  else {
    const link = validity.valid === false ? ', but ECR cannot log in:' : '; its login';
    const prefix = 'prefix' in change ? change.prefix : '';
    const text = asTyped(invalidity({ prefix, ...validity }), given);
    print(`${paint('yellow', outcome)} ${name}${link} ${text}`);
  }
}

/** Whether ECR can log in by a rule; undefined of anything else. */
export function validityOf(change: AppliedChange): Validity | undefined {
  return 'validity' in change ? change.validity : undefined;
}

/**
 * A change as --json prints it. What blocks it is part of `reason`, so that one field has all reasons.
 */
export function changeJson(change: DeclaredChange & Partial<AppliedChange>): object {
  const all = { blocked: undefined, validity: undefined, ...change };
  const { blocked, error = blocked, validity, ...rest } = all;
  const reasons = [rest.reason, rest.reason?.includes(error ?? '') ? undefined : error];
  const reason = reasons.filter(Boolean).join('; ');
  return { ...rest, ...(reason && { reason }), ...validity };
}
