import type { Check } from '../../../shared/cache/doctor/check.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { paint, print, type Style } from '../print.ts';

const marks: Record<Check['verdict'], { sign: string; colour: Style }> = {
  ok: { sign: '✓', colour: 'green' },
  broken: { sign: '✗', colour: 'red' },
  unknown: { sign: '?', colour: 'yellow' },
  skipped: { sign: '-', colour: 'dim' },
};

const indent = ' '.repeat(13);

/** Prints a line per step with the finding, below it what was checked; how to fix it comes last. */
export function printChecks(checks: readonly Check[], given: GlobalOptions, title?: string): void {
  if (title !== undefined) print(paint('bold', title));
  const end = checks.findIndex(({ verdict }) => verdict === 'broken');
  const reached = end === -1 ? checks : checks.slice(0, end + 1);
  for (const check of reached) printCheck(check, given);
  const rest = checks.slice(reached.length).map(({ name }) => name);
  if (rest.length > 0) print(paint('dim', `- not reached: ${rest.join(', ')}`));
  print(summary(checks));
}

function printCheck(check: Check, given: GlobalOptions): void {
  const { sign, colour } = marks[check.verdict];
  print(`${paint(colour, `${sign} ${check.name.padEnd(10)}`)} ${check.found}`);
  if (check.lookedAt.length > 0) print(paint('dim', `${indent}${check.lookedAt.join(', ')}`));
  const warnings = check.verdict === 'ok' ? check.warnings : undefined;
  for (const warning of warnings ?? []) print(paint('yellow', `${indent}! ${warning}`));
  if (check.verdict !== 'broken') return;
  print(`${indent}${paint('bold', '→')} ${asTyped(check.remedy, given)}`);
}

/** Whether the step is unknown because a call failed. */
export function isUnread(check: Check): boolean {
  return check.verdict === 'unknown' && check.failed === true;
}

function summary(checks: readonly Check[]): string {
  const broken = checks.find(({ verdict }) => verdict === 'broken');
  const unread = checks.filter(isUnread).map(({ name }) => name);
  const unknown = checks
    .filter((check) => check.verdict === 'unknown' && !isUnread(check))
    .map(({ name }) => name);
  const unsure = unknown.length === 0 ? '' : ` Cannot be checked from here: ${unknown.join(', ')}.`;
  const failed = unread.length === 0 ? '' : ` Not checked, as calls failed: ${unread.join(', ')}.`;
  if (broken) return `Broken: ${broken.name}.${failed}${unsure}`;
  if (unread.length > 0)
    return `Nothing broken was found, and not every step was checked.${failed}${unsure}`;
  return `Nothing is broken.${unsure}`;
}
