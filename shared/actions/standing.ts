import type { Ledger } from '../alerts/ledger.ts';
import type { Capability, EnforcedRule } from './action.ts';
import { type Consent, consentTo, isAllowed } from './consent.ts';

/** The rules of a capability, and which of them are enforced. */
export interface Standing {
  capability: Capability;
  rules: RuleStanding[];
  /** The last consent; undefined where nobody has given any. */
  given: Consent | undefined;
}

export interface RuleStanding {
  rule: EnforcedRule;
  /** `acts`: it is enforced. `changed`: it does more than what was allowed. `changed` and `new` only observe. */
  state: 'acts' | 'new' | 'changed';
}

/** Which rules of a capability are enforced. */
export async function standingOf(
  ledger: Ledger,
  capability: Capability,
  rules: readonly EnforcedRule[],
): Promise<Standing> {
  const given = await consentTo(ledger, capability);
  const stateOf = (rule: EnforcedRule) => {
    if (isAllowed(given, rule)) return 'acts';
    return given?.names.includes(rule.name) ? 'changed' : 'new';
  };
  return { capability, given, rules: rules.map((rule) => ({ rule, state: stateOf(rule) })) };
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
