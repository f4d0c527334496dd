import { type EnforcedRule, ruleText } from '../actions/action.ts';
import { matches } from '../config/patterns/program.ts';
import type { ShieldConfig, ShieldRule } from '../config/schema/schema.ts';

/** The rule for a repository: the first one with a glob that matches. */
export function ruleFor(rules: ShieldConfig, repositoryName: string): ShieldRule | undefined {
  return rules.find(({ repositories }) => repositories.some((it) => matches(it, repositoryName)));
}

/** The rule for a repository, if it can be enforced; undefined if it only reports, or there is none. */
export function enforcedFor(rules: ShieldConfig, repository: string): EnforcedRule | undefined {
  const found = ruleFor(rules, repository);
  return found && enforcedRuleOf(rules, rules.indexOf(found));
}

/** The rules of `shield:` that can be enforced. */
export function enforcedRules(rules: ShieldConfig): EnforcedRule[] {
  return rules.flatMap((_, index) => enforcedRuleOf(rules, index) ?? []);
}

function enforcedRuleOf(rules: ShieldConfig, index: number): EnforcedRule | undefined {
  const found = rules[index];
  if (found === undefined || found.action === 'report') return undefined;
  const { repositories, rule: policyRule, keepDays } = found;
  const before = rules.slice(0, index).map((rule) => rule.repositories);
  const name = repositories.map(({ source }) => source).join(', ');
  return {
    capability: 'shield',
    name,
    text: ruleText({ repositories, policyRule, keepDays }, before),
  };
}
