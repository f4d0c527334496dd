import { minuteOf } from '../../../shared/actions/permits/permits.ts';
import type { RuleStanding, Standing } from '../../../shared/actions/permits/standing.ts';
import { figure, paint, print, type Style, visible } from '../print.ts';
import { timeOf } from './history.ts';

const states: Record<RuleStanding['state'] | 'paused', { colour: Style; text: string }> = {
  acts: { colour: 'green', text: 'enforced' },
  paused: { colour: 'yellow', text: 'allowed, and enforced again after resume' },
  new: { colour: 'yellow', text: 'only observes: it is new' },
  changed: { colour: 'yellow', text: 'only observes: it is wider than what was allowed' },
};

/**
 * Prints the rules of a capability that can be enforced, each with whether it is.
 *
 * @param would - How many tags violate each rule, by its name.
 */
export function printStanding(standing: Standing, would: ReadonlyMap<string, number>): void {
  const { capability, rules, paused } = standing;
  print(`${paint('bold', capability)} ${paint('dim', `(${givenOf(standing)})`)}`);
  if (paused) {
    const since = `paused by ${paused.by} since ${minuteOf(paused.at)}`;
    print(`  ${paint('yellow', since)}: ${visible(paused.reason)}. No rule is enforced`);
  }
  if (rules.length === 0) print('  no rule that can be enforced');
  for (const { rule, state } of rules) {
    const { colour, text } = states[paused && state === 'acts' ? 'paused' : state];
    const count = state === 'acts' || capability !== 'naming' ? undefined : would.get(rule.name);
    const tags = count === 1 ? '1 tag violates' : `${figure(count ?? 0)} tags violate`;
    print(`  ${visible(rule.name)}: ${paint(colour, text)}${count ? `; ${tags} it now` : ''}`);
  }
}

function givenOf({ given }: Standing): string {
  if (given === undefined) return 'never allowed';
  const what = given.observing ? 'set to observe' : 'allowed';
  return `${what} by ${given.by} at ${timeOf(given.at)}`;
}

/** As --json prints it. */
export function standingJson({ capability, rules, given, paused }: Standing): object {
  return {
    capability,
    rules: rules.map(({ rule, state }) => ({ rule: rule.name, state })),
    ...(given && { by: given.by, at: given.at, observing: given.observing === true }),
    ...(paused && { paused }),
  };
}
