import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { UnusedRepositoriesConfig } from '../config/schema/schema.ts';
import { nameOf } from './rules.ts';

/** The rule at this index of registry.yml, if it can be enforced; undefined if it only reports. */
export function enforcedRuleOf(
  rules: UnusedRepositoriesConfig,
  index: number,
): EnforcedRule | undefined {
  const found = rules[index];
  if (found === undefined || found.action === 'report') return undefined;
  const { repositories, afterDays, action, waitDays } = found;
  const decides = { repositories, afterDays, action, ...(action === 'delete' && { waitDays }) };
  const before = rules.slice(0, index).map((rule) => rule.repositories);
  return {
    capability: 'unused-repositories',
    name: nameOf(found),
    text: ruleText(decides, before),
  };
}

/** The rules of `unusedRepositories:` that can be enforced. */
export function enforcedRules(rules: UnusedRepositoriesConfig): EnforcedRule[] {
  return rules.flatMap((_, index) => enforcedRuleOf(rules, index) ?? []);
}
