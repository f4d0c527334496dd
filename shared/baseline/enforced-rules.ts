import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { BaselineConfig } from '../config/schema/schema.ts';
import { mutabilityOf } from '../registry/settings/repository-settings.ts';

/** The rule at this index of registry.yml, if it can be enforced; undefined if it only reports. */
export function enforcedRuleOf(rules: BaselineConfig, index: number): EnforcedRule | undefined {
  const found = rules[index];
  if (found === undefined || found.action === 'report') return undefined;
  const { repositories, mutability, mutabilityExclusions, scanOnPush } = found;
  const { lifecycle, replaceLifecycle, tags } = found;
  // A missing tag or another encryption is only reported.
  const decides = {
    ...{ repositories, scanOnPush, lifecycle, replaceLifecycle, tags: tags?.defaults },
    mutability: mutability && mutabilityOf(mutability, mutabilityExclusions),
  };
  const before = rules.slice(0, index).map((rule) => rule.repositories);
  return { capability: 'baseline', name: nameOf(found), text: ruleText(decides, before) };
}

/** The rules of `baseline:` that can be enforced. */
export function enforcedRules(rules: BaselineConfig): EnforcedRule[] {
  return rules.flatMap((_, index) => enforcedRuleOf(rules, index) ?? []);
}

/** A rule of the baseline has no name but its globs. */
function nameOf({ repositories }: BaselineConfig[number]): string {
  return repositories.map(({ source }) => source).join(', ');
}
