import type { Violation } from '../shared/naming/check.ts';
import type { Enforced, Outcome } from '../shared/naming/enforce.ts';
import type { NamingPlan } from '../shared/naming/plan.ts';
import { reasonOf } from './failure.ts';
import { figure, paint, print, printAside, type Style, visible } from './print.ts';

/** What is wrong, by repository, and how much was looked at. */
export function printCheck({ checked, violations }: NamingPlan): void {
  const byRepository = Map.groupBy(violations, ({ repository }) => repository);
  for (const [repository, found] of byRepository) {
    print(paint('bold', repository));
    for (const violation of found) print(`  ${describe(violation)}`);
  }
  if (violations.length > 0) print();
  const names = `${count(checked.repositories, 'repository')} and ${count(checked.tags, 'tag')}`;
  const found = violations.length === 0 ? 'all right' : count(violations.length, 'violation');
  const { signatures = 0 } = checked;
  const spared = signatures > 0 ? `, and so are ${count(signatures, 'tag')} of signatures` : '';
  print(`${names} checked: ${found}. Cached repositories are exempt${spared}.`);
}

function describe(violation: Violation): string {
  const { kind, reason, rule, action, message } = violation;
  const colour = action === 'report' ? 'yellow' : 'red';
  const what = kind === 'image' ? reason : `${kind} ${reason}`;
  const notes = [hint(violation), fate(violation), message].filter((note) => note !== undefined);
  const more = notes.map((note) => `\n    ${visible(note)}`).join('');
  return `${paint(colour, action)} ${what} ${paint('dim', `(rule: ${rule})`)}${more}`;
}

function hint(violation: Violation): string | undefined {
  const { suggestion } = violation;
  if (suggestion === undefined) return undefined;
  const lacks = violation.kind === 'tag' && violation.lacksSibling;
  return `${lacks ? 'a sibling would be' : 'right would be'} ${suggestion}`;
}

/** What is to be known before --enforce. */
function fate(violation: Violation): string | undefined {
  if (violation.kind !== 'tag') return undefined;
  if (violation.graceUntil) return `not acted on until ${violation.graceUntil}`;
  return violation.imageGoes
    ? 'all its tags go: ECR deletes the image with the last one'
    : undefined;
}

/** What --enforce would do, where it would do anything. */
export function printWouldEnforce({ violations, deletes }: NamingPlan): void {
  const due = violations.filter(({ graceUntil }) => graceUntil === undefined);
  const quarantined = due.filter(({ action }) => action === 'quarantine').length;
  const { planned, most } = deletes ?? { planned: 0, most: 0 };
  const deeds = [
    ...(quarantined > 0 ? [`quarantine ${count(quarantined, 'tag')}`] : []),
    ...(planned > 0 ? [`delete ${count(planned, 'tag')}, ${bound(most)}`] : []),
  ];
  if (deeds.length > 0) print(`--enforce would ${deeds.join(' and ')}.`);
}

/** That the run stopped deleting: a warning, so that it is seen beside --json too. */
export function printBound({ deletes }: NamingPlan, enforced: readonly Enforced[]): void {
  const held = enforced.filter(({ outcome }) => outcome === 'held').length;
  if (held === 0 || deletes === undefined) return;
  const done = enforced.filter(({ outcome }) => outcome === 'deleted').length;
  printAside(
    `stopped: ${figure(done)} of ${count(deletes.planned, 'tag')} to be deleted are, ${bound(deletes.most)}. ` +
      'If the rest is to go too, run it again or raise the bound in registry.yml',
  );
}

function bound(most: number): string {
  return `at most ${figure(most)} in one run (naming.maxDeletes, maxDeletePercent)`;
}

const outcomes: Record<Outcome, { colour: Style; text: string } | undefined> = {
  reported: undefined,
  waiting: { colour: 'yellow', text: 'left in its grace' },
  quarantined: { colour: 'green', text: 'quarantined' },
  deleted: { colour: 'green', text: 'deleted' },
  left: undefined,
  held: { colour: 'yellow', text: 'held back' },
  referenced: { colour: 'yellow', text: 'is part of a multi-arch image, which keeps it:' },
  gone: { colour: 'green', text: 'gone meanwhile' },
  changed: { colour: 'yellow', text: 'has other tags meanwhile, and is left:' },
  raced: {
    colour: 'red',
    text: 'was pushed again in that moment and lost its tag, push it again:',
  },
  failed: { colour: 'red', text: 'failed' },
};

/** What was done about a violation; nothing of one that is only reported. */
export function printEnforced(enforced: Enforced): void {
  const told = outcomes[enforced.outcome];
  if (told === undefined) return;
  const why = enforced.outcome === 'failed' ? `: ${reasonOf(enforced.error)}` : '';
  print(`${paint(told.colour, told.text)} ${nameOf(enforced)}${why}`);
}

/** As --json prints it. */
export function enforcedJson({ error, ...told }: Enforced): object {
  return error === undefined ? told : { ...told, error: reasonOf(error) };
}

/** `team-a/web:latest`, or the repository alone. */
export function nameOf(violation: Violation): string {
  const { kind, repository } = violation;
  if (kind === 'tag') return `${repository}:${violation.tag}`;
  return kind === 'image' ? `${repository}@${violation.digest}` : repository;
}

/** `1 tag`, `2 tags`. */
export function count(number: number, thing: 'repository' | 'tag' | 'violation'): string {
  const things = { repository: 'repositories', tag: 'tags', violation: 'violations' };
  return `${figure(number)} ${number === 1 ? thing : things[thing]}`;
}
