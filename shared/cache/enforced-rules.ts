import { type EnforcedRule, ruleText } from '../actions/action.ts';
import { withoutTrailingSlash } from '../config/schema/prefix.ts';
import type { CacheRule, RegistryConfig } from '../config/schema/schema.ts';

/** What `repositories:` of a rule says that can lose images, or break a pull or a push. */
const dangerous = new Set([
  'lifecycle',
  'mutability',
  'mutabilityExclusions',
  'policy',
  'replaceLifecycle',
  'replacePolicy',
]);

/** The name of what deletes the rules that registry.yml does not declare. */
export const PRUNE = 'prune';

/**
 * A cache rule as one that acts. Its text has what is dangerous of it, and its prefix only with that: a rule
 * without is as every other one, and need not be allowed by itself.
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

/** Exclusions say nothing without the mode that they are from. */
function withMutability({ mutability, mutabilityExclusions, ...others }: Record<string, unknown>) {
  if (mutability === undefined) return others;
  return { ...others, mutability: { mutability, mutabilityExclusions } };
}

/** All that acts for `pullThroughCache:`: its rules, and `prune`. */
export function enforcedRules({
  rules,
  prune,
}: RegistryConfig['pullThroughCache']): EnforcedRule[] {
  return [...rules.map(enforcedRuleOf), ...(prune ? [pruning(prune)] : [])];
}

function pruning(prune: boolean): EnforcedRule {
  return { capability: 'cache', name: PRUNE, text: ruleText({ prune }) };
}

/** The rule that a change is by: what no rule declares is by `prune`. */
export function enforcedFor(rules: readonly EnforcedRule[], prefix: string): EnforcedRule {
  const isOf = ({ name }: EnforcedRule) =>
    withoutTrailingSlash(name) === withoutTrailingSlash(prefix);
  return rules.find(isOf) ?? pruning(true);
}
