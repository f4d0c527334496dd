import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { NamingConfig } from '../config/schema/schema.ts';

/** The rule for tags at this index of registry.yml, if it can be enforced; undefined if it only reports. */
export function enforcedRuleOf(config: NamingConfig, index: number): EnforcedRule | undefined {
  const { tags, reserved, grace } = config;
  const found = tags[index];
  if (found === undefined || found.action === 'report') return undefined;
  const { rule: name, message: _, ...decides } = found;
  const before = tags.slice(0, index).map(({ repositories }) => repositories);
  return { capability: 'naming', name, text: ruleText({ ...decides, reserved, grace }, before) };
}

/** The rules of `naming:` that can be enforced. */
export function enforcedRules(config: NamingConfig): EnforcedRule[] {
  return config.tags.flatMap((_, index) => enforcedRuleOf(config, index) ?? []);
}
