import type { Violation } from '../shared/naming/check.ts';
import type { Enforced, Outcome } from '../shared/naming/enforce.ts';
import type { NamingPlan } from '../shared/naming/plan.ts';
import { reasonOf } from './failure.ts';
import { figure, paint, print, type Style } from './print.ts';

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
  print(`${names} checked: ${found}. Cached repositories are exempt.`);
}

function describe({ kind, reason, rule, action }: Violation): string {
  const colour = action === 'quarantine' ? 'red' : 'yellow';
  return `${paint(colour, action)} ${kind} ${reason} ${paint('dim', `(rule: ${rule})`)}`;
}

const outcomes: Record<Outcome, { colour: Style; text: string } | undefined> = {
  reported: undefined,
  quarantined: { colour: 'green', text: 'quarantined' },
  gone: { colour: 'green', text: 'gone meanwhile' },
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
  return violation.kind === 'tag'
    ? `${violation.repository}:${violation.tag}`
    : violation.repository;
}

/** `1 tag`, `2 tags`. */
export function count(number: number, thing: 'repository' | 'tag' | 'violation'): string {
  const things = { repository: 'repositories', tag: 'tags', violation: 'violations' };
  return `${figure(number)} ${number === 1 ? thing : things[thing]}`;
}
