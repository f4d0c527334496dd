import { type ActingRule, ruleText } from '../acts/act.ts';
import { withoutTrailingSlash } from '../config/prefix.ts';
import type { CacheRule, RegistryConfig } from '../config/schema.ts';

/** Deletes what registry.yml does not declare. */
const prune: ActingRule = { capability: 'cache', name: 'prune', text: ruleText({ prune: true }) };

/**
 * A cache rule as one that acts. Only what can break a pull or lose an image decides: who has let the cache act
 * once, has let it create rules, too.
 */
function actingRule({ prefix, repositories = {}, allowReplace }: CacheRule): ActingRule {
  const {
    encryption: _,
    tags: _tags,
    customRoleArn: _role,
    scanOnPush: _scan,
    ...decides
  } = repositories;
  const text = ruleText({ repositories: decides, allowReplace });
  return { capability: 'cache', name: withoutTrailingSlash(prefix), text };
}

/** The rules of `pullThroughCache:` that act. */
export function actingRules(declared: RegistryConfig['pullThroughCache']): ActingRule[] {
  return [...declared.rules.map(actingRule), ...(declared.prune ? [prune] : [])];
}

/** The rule that a change is by: what no rule declares is by `prune`. */
export function actingFor(rules: readonly ActingRule[], prefix: string): ActingRule {
  return rules.find(({ name }) => name === withoutTrailingSlash(prefix)) ?? prune;
}
