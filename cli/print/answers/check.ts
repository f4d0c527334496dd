import { heldAlerts } from '../../../shared/actions/held.ts';
import type { Violation } from '../../../shared/naming/check.ts';
import type { Enforced, Outcome } from '../../../shared/naming/enforce.ts';
import type { NamingPlan } from '../../../shared/naming/plan.ts';
import { reasonOf } from '../../program/failure.ts';
import { figure, paint, print, printAside, type Style, visible } from '../print.ts';

/** Prints the violations by repository, and how much was checked. */
export function printCheck({ checked, violations }: NamingPlan): void {
  const byRepository = Map.groupBy(violations, ({ repository }) => repository);
  for (const [repository, found] of byRepository) {
    print(paint('bold', repository));
    for (const violation of found) print(`  ${describe(violation)}`);
  }
  if (violations.length > 0) print();
  print(checkedInWords({ checked, violations }));
}

/** How much was checked and found, in a sentence or two. */
export function checkedInWords({ checked, violations }: NamingPlan): string {
  const names = `${count(checked.repositories, 'repository')} and ${count(checked.tags, 'tag')}`;
  const { signatures = 0 } = checked;
  const spared = signatures > 0 ? `, and so are ${count(signatures, 'tag')} of signatures` : '';
  return `${names} checked: ${foundInWords(violations)}. Cached repositories are exempt${spared}.`;
}

/** `no violations`, `3 violations` */
export function foundInWords(violations: readonly Violation[]): string {
  return violations.length === 0 ? 'no violations' : count(violations.length, 'violation');
}

function describe(violation: Violation): string {
  const { rule, action } = violation;
  const colour = action === 'report' ? 'yellow' : 'red';
  const more = notesOn(violation).map((note) => `\n    ${visible(note)}`);
  const what = whatIsWrong(violation);
  return `${paint(colour, action)} ${what} ${paint('dim', `(rule: ${rule})`)}${more.join('')}`;
}

/** `tag "latest" is not semver (such as 1.4.2)` */
export function whatIsWrong({ kind, reason }: Violation): string {
  return kind === 'image' ? reason : `${kind} ${reason}`;
}

/** What else is known of a violation: a valid name, what enforcing it means, the message of the rule. */
export function notesOn(violation: Violation): string[] {
  const elsewhere = violation.kind === 'tag' ? violation.siblingElsewhere : undefined;
  const notes = [hint(violation), elsewhere, consequence(violation), violation.message];
  return notes.filter((note) => note !== undefined);
}

function hint(violation: Violation): string | undefined {
  const { suggestion } = violation;
  if (suggestion === undefined) return undefined;
  const lacks = violation.kind === 'tag' && violation.lacksSibling;
  return `${lacks ? 'suggested sibling' : 'suggestion'}: ${suggestion}`;
}

/** What to know before --enforce. */
function consequence(violation: Violation): string | undefined {
  if (violation.kind !== 'tag') return undefined;
  if (violation.graceUntil) return `not enforced until ${violation.graceUntil}`;
  return violation.imageGoes
    ? 'all its tags are removed: ECR deletes the image with the last one'
    : undefined;
}

/** What --enforce would do by this plan; undefined for nothing. */
export function wouldEnforce({ violations }: NamingPlan): string | undefined {
  const due = violations.filter(({ graceUntil }) => graceUntil === undefined);
  const of = (action: string) => due.filter((it) => it.action === action).length;
  const parts = [
    ...(of('quarantine') > 0 ? [`quarantine ${count(of('quarantine'), 'tag')}`] : []),
    ...(of('delete') > 0 ? [`delete ${count(of('delete'), 'tag')}`] : []),
  ];
  return parts.length > 0 ? `${parts.join(' and ')}, within the limits` : undefined;
}

export function printWouldEnforce(plan: NamingPlan): void {
  const would = wouldEnforce(plan);
  if (would !== undefined) print(`--enforce would ${would}.`);
}

/** Prints on stderr what a limit holds back, with --json too. */
export function printHeld(enforced: readonly Enforced[]): void {
  for (const alert of heldAlerts('naming', enforced.flatMap(heldOf))) {
    printAside(`${alert.title}. ${alert.what[0]}`);
    printAside(`To allow more, raise ${alert.title.replace(/^.* by /, '')} in registry.yml`);
  }
}

function heldOf(enforced: Enforced) {
  return enforced.held ? [{ held: enforced.held, what: nameOf(enforced) }] : [];
}

const outcomes: Record<Outcome, { colour: Style; text: string } | undefined> = {
  reported: undefined,
  waiting: { colour: 'yellow', text: 'left, in its grace period:' },
  observed: { colour: 'yellow', text: 'only observed:' },
  old: { colour: 'yellow', text: 'kept:' },
  released: { colour: 'yellow', text: 'kept:' },
  inUse: { colour: 'yellow', text: 'kept:' },
  quarantined: { colour: 'green', text: 'quarantined' },
  deleted: { colour: 'green', text: 'deleted' },
  left: undefined,
  late: undefined,
  held: { colour: 'yellow', text: 'held back' },
  referenced: { colour: 'yellow', text: 'kept, as part of a multi-arch image:' },
  gone: { colour: 'green', text: 'already gone:' },
  changed: { colour: 'yellow', text: 'left, as its tags have changed since the plan:' },
  raced: {
    colour: 'red',
    text: 'pushed again at that moment, and lost its tag. Push it again:',
  },
  failed: { colour: 'red', text: 'failed' },
};

/** Prints the outcome of a violation; nothing for one that is only reported. */
export function printEnforced(enforced: Enforced): void {
  const shown = outcomes[enforced.outcome];
  if (shown === undefined) return;
  const why = enforced.outcome === 'failed' ? reasonOf(enforced.error) : enforced.why;
  const undo = undoOf(enforced);
  print(
    `${paint(shown.colour, shown.text)} ${nameOf(enforced)}${why ? `: ${why}` : ''}${undo && ` ${paint('dim', `(${undo})`)}`}`,
  );
}

/** How it can be undone, or that it cannot; empty if nothing was changed. */
function undoOf(enforced: Enforced): string {
  const { actionId, outcome } = enforced;
  if (actionId === undefined || outcome === 'gone' || outcome === 'changed') return '';
  if (outcome === 'deleted' && enforced.kind === 'tag' && enforced.imageGoes) {
    return 'it cannot be undone: ECR has deleted the image with its last tag';
  }
  return `to undo this: undo ${actionId}`;
}

/** As --json prints it. */
export function enforcedJson({ error, ...rest }: Enforced): object {
  return error === undefined ? rest : { ...rest, error: reasonOf(error) };
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
