import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Capability, EnforcedRule } from '../action.ts';
import { type Consent, isAllowed } from './consent.ts';
import { type Pause, permitsOf } from './permits.ts';

/** The rules of a capability, and which of them are enforced. */
export interface Standing {
  capability: Capability;
  rules: RuleStanding[];
  /** The last consent; undefined where nobody has given any. */
  given: Consent | undefined;
  /** While it is paused no rule is enforced, whatever its state. */
  paused?: Pause;
}

export interface RuleStanding {
  rule: EnforcedRule;
  /** `acts`: it is enforced, unless paused. `changed`: it does more than what was allowed. `changed` and `new` only observe. */
  state: 'acts' | 'new' | 'changed';
}

/** Which rules of a capability are enforced. */
export async function standingOf(
  ledger: Ledger,
  capability: Capability,
  rules: readonly EnforcedRule[],
): Promise<Standing> {
  const { given, paused } = await permitsOf(ledger, capability);
  const stateOf = (rule: EnforcedRule): RuleStanding['state'] => {
    if (isAllowed(given, rule)) return 'acts';
    return given?.names.includes(rule.name) ? 'changed' : 'new';
  };
  const states = rules.map((rule) => ({ rule, state: stateOf(rule) }));
  return { capability, given, rules: states, ...(paused && { paused }) };
}

/** Whether there is something to allow: a rule that only observes, or actions of kind `setting`. */
export function isOpen(standing: Standing): boolean {
  const { rules, given } = standing;
  if (rules.length === 0) return false;
  return observing(standing).length > 0 || given === undefined || given.observing === true;
}

/** The names of the rules that only observe. */
export function observing({ rules }: Standing): string[] {
  return rules.flatMap(({ rule, state }) => (state === 'acts' ? [] : rule.name));
}
