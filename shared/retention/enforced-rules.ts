import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { RetentionConfig } from '../config/schema/schema.ts';

/** The rule at this index of registry.yml, if it can be enforced; undefined if it only reports. */
export function enforcedRuleOf(rules: RetentionConfig, index: number): EnforcedRule | undefined {
  const found = rules[index];
  if (found === undefined || found.action === 'report') return undefined;
  const before = rules.slice(0, index).map(({ repositories }) => repositories);
  return { capability: 'retention', name: nameOf(found), text: ruleText(found, before) };
}

/** The rules of `retention:` that can be enforced. */
export function enforcedRules(rules: RetentionConfig): EnforcedRule[] {
  return rules.flatMap((_, index) => enforcedRuleOf(rules, index) ?? []);
}

/** A rule of retention has no name but its globs. */
function nameOf({ repositories }: RetentionConfig[number]): string {
  return repositories.map(({ source }) => source).join(', ');
}
