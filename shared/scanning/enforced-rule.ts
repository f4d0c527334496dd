import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { ScanningConfig } from '../config/schema/schema.ts';

/** The rule at this index of registry.yml, if it can be enforced; undefined if it only reports. */
export function enforcedRuleOf(
  { rules, ignore }: Pick<ScanningConfig, 'rules' | 'ignore'>,
  index: number,
): EnforcedRule | undefined {
  const found = rules[index];
  if (found === undefined || found.action === 'report') return undefined;
  // A rule with `inUse` only reports. Texts without it stay as they were, so that they need no new consent.
  const { rule: name, message: _, inUse: __, ...decides } = found;
  const before = rules
    .slice(0, index)
    .map(({ repositories, inUse }) => (inUse ? { repositories, inUse } : repositories));
  const ignored = ignore.map(({ id, until, repositories }) => ({ id, until, repositories }));
  return { capability: 'scanning', name, text: ruleText({ ...decides, ignored }, before) };
}

/** The rules of `scanning:` that can be enforced. */
export function enforcedRules(config: Pick<ScanningConfig, 'rules' | 'ignore'>): EnforcedRule[] {
  return config.rules.flatMap((_, index) => enforcedRuleOf(config, index) ?? []);
}
