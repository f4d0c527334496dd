import { ruleFor } from '../baseline/rules.ts';
import { declaredPrefixes, isSamePrefix } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { compileNaming } from '../naming/rules.ts';
import { isCached } from '../registry/cached.ts';
import { isDeclared } from '../repositories/rules.ts';
import { templateOf } from './cache/template.ts';
import type { RegistryFacts } from './facts.ts';
import { namesWithPattern } from './naming.ts';

/** Something that the account has and a registry.yml has not. */
export interface Missing {
  /** The block of registry.yml that it belongs to. */
  key: 'pullThroughCache' | 'baseline' | 'naming';
  /** In words, without the names. */
  what: string;
  /** Prefixes of cache rules, or repositories. */
  names: string[];
}

/** What of the registry a registry.yml does not declare. What differs from it is drift: `plan` and `baseline` show that. */
export function missingFrom(config: RegistryConfig, facts: RegistryFacts): Missing[] {
  const { rules } = config.pullThroughCache;
  const prefixes = (facts.rules ?? []).map((rule) => rule.ecrRepositoryPrefix);
  const declared = (prefix: string) => rules.find((rule) => isSamePrefix(rule.prefix, prefix));
  const naming = compileNaming(config.naming);
  const cached = [...prefixes, ...declaredPrefixes(config)];
  // Where the cache rules are unknown, nobody knows which repositories are cached.
  const own = (facts.rules ? facts.repositories : []).filter(({ name }) => !isCached(name, cached));
  const all: Missing[] = [
    {
      ...{ key: 'pullThroughCache', what: 'cache rules' },
      names: prefixes.filter((prefix) => declared(prefix) === undefined).sort(),
    },
    {
      ...{ key: 'pullThroughCache', what: 'settings of cached repositories (repositories:)' },
      names: prefixes
        .filter((prefix) => templateOf(prefix, facts.templates))
        .filter((prefix) => declared(prefix) && !declared(prefix)?.repositories)
        .sort(),
    },
    {
      ...{ key: 'baseline', what: 'rules for the settings of repositories' },
      names: own
        .map(({ name }) => name)
        .filter(
          (name) => !ruleFor(config.baseline, name) && !isDeclared(config.repositories, name),
        ),
    },
    {
      ...{ key: 'naming', what: 'rules for tags that follow a pattern' },
      names: namesWithPattern(own).filter((name) => naming.tagRule(name) === undefined),
    },
  ];
  return all.filter(({ names }) => names.length > 0);
}
