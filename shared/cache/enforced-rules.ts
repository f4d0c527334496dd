import { type EnforcedRule, ruleText } from '../actions/action.ts';
import { withoutTrailingSlash } from '../config/schema/prefix.ts';
import type { CacheRule, DeclaredTemplate } from '../config/schema/schema.ts';
import type { CacheChange } from './change.ts';
import type { DeclaredCache } from './declared.ts';

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
}: Pick<CacheRule, 'prefix' | 'repositories' | 'allowReplace'>): EnforcedRule {
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
  creationTemplates = [],
}: DeclaredCache): EnforcedRule[] {
  return [
    ...rules.map(enforcedRuleOf),
    ...creationTemplates.map(enforcedTemplate),
    ...(prune ? [pruning(prune)] : []),
  ];
}

function enforcedTemplate({ prefix, ...repositories }: DeclaredTemplate): EnforcedRule {
  const { text } = enforcedRuleOf({ prefix, repositories, allowReplace: false });
  return { capability: 'cache', name: templateName(prefix), text };
}

function templateName(prefix: string): string {
  return `template ${withoutTrailingSlash(prefix)}`;
}

function pruning(prune: boolean): EnforcedRule {
  return { capability: 'cache', name: PRUNE, text: ruleText({ prune }) };
}

/** The rule that a change belongs to: `prune` for what no rule declares. */
export function enforcedFor(
  rules: readonly EnforcedRule[],
  { kind, prefix }: Pick<CacheChange, 'kind' | 'prefix'>,
): EnforcedRule {
  const isOf = ({ name }: EnforcedRule) =>
    withoutTrailingSlash(name) === withoutTrailingSlash(prefix);
  const isTemplate = ({ name }: EnforcedRule) =>
    kind === 'template' && name === templateName(prefix);
  return rules.find(isTemplate) ?? rules.find(isOf) ?? pruning(true);
}
