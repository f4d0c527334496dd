import { type EnforcedRule, ruleText } from '../actions/action.ts';
import { withoutTrailingSlash } from '../config/schema/prefix.ts';
import type { CacheRule, RegistryConfig } from '../config/schema/schema.ts';

/** The settings under `repositories:` of a rule that can lose images, or break a pull or a push. */
const dangerous = new Set([
  'lifecycle',
  'lifecyclePolicy',
  'mutability',
  'mutabilityExclusions',
  'policy',
  'replaceLifecycle',
  'replacePolicy',
]);

/** The name of the rule that deletes what registry.yml does not declare. */
export const PRUNE = 'prune';

/**
 * A cache rule as one that can be enforced. Its text has its dangerous settings, and its prefix only with these:
 * rules without any are all alike, and need not be allowed one by one.
 */
export function enforcedRuleOf({
  prefix,
  repositories = {},
  allowReplace,
}: CacheRule): EnforcedRule {
  const members = Object.entries(repositories).filter(([key]) => dangerous.has(key));
  const text =
    members.length === 0 && !allowReplace
      ? ruleText({})
      : ruleText({ prefix, allowReplace, ...withMutability(Object.fromEntries(members)) });
  return { capability: 'cache', name: prefix, text };
}

/** Exclusions mean nothing without the mutability that they are exceptions of. */
function withMutability({ mutability, mutabilityExclusions, ...others }: Record<string, unknown>) {
  if (mutability === undefined) return others;
  return { ...others, mutability: { mutability, mutabilityExclusions } };
}

/** All of `pullThroughCache:` that can be enforced: its rules, and `prune`. */
export function enforcedRules({
  rules,
  prune,
}: RegistryConfig['pullThroughCache']): EnforcedRule[] {
  return [...rules.map(enforcedRuleOf), ...(prune ? [pruning(prune)] : [])];
}

function pruning(prune: boolean): EnforcedRule {
  return { capability: 'cache', name: PRUNE, text: ruleText({ prune }) };
}

/** The rule that a change belongs to: `prune` for what no rule declares. */
export function enforcedFor(rules: readonly EnforcedRule[], prefix: string): EnforcedRule {
  const isOf = ({ name }: EnforcedRule) =>
    withoutTrailingSlash(name) === withoutTrailingSlash(prefix);
  return rules.find(isOf) ?? pruning(true);
}
