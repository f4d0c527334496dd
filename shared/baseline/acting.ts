import { type ActingRule, ruleText } from '../acts/act.ts';
import type { BaselineConfig, BaselineRule } from '../config/schema.ts';

/** A rule of `baseline:` as one that acts; undefined for one that only reports. */
export function actingRule(rules: BaselineConfig, rule: BaselineRule): ActingRule | undefined {
  if (rule.action !== 'enforce') return undefined;
  const index = rules.indexOf(rule);
  const before = rules.slice(0, index).map(({ repositories }) => repositories);
  const globs = rule.repositories.map(({ source }) => source).join(', ');
  return { capability: 'baseline', name: `baseline for ${globs}`, text: ruleText(rule, before) };
}

/** The rules of `baseline:` that act. */
export function actingRules(rules: BaselineConfig): ActingRule[] {
  return rules.flatMap((rule) => actingRule(rules, rule) ?? []);
}
