import { ruleFor } from '../baseline/rules.ts';
import { declaredPrefixes, isSamePrefix } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { compileNaming } from '../naming/rules.ts';
import { isCached } from '../registry/cached.ts';
import { isDeclared } from '../repositories/rules.ts';
import { proposeCache } from './cache/rules.ts';
import type { Missing, RegistryFacts } from './facts.ts';
import { namesWithPattern } from './naming.ts';
import { missingSettings } from './registry/missing.ts';
import { proposeTemplates } from './templates.ts';

/** What init would declare, and a registry.yml does not. What differs from it is drift: `plan` shows that. */
export function missingFrom(config: RegistryConfig, facts: RegistryFacts): Missing[] {
  const { rules } = config.pullThroughCache;
  const prefixes = (facts.rules ?? []).map((rule) => rule.ecrRepositoryPrefix);
  const declared = (prefix: string) => rules.find((rule) => isSamePrefix(rule.prefix, prefix));
  const proposed = proposeCache(facts).section.entries.map(({ value }) => value);
  const naming = compileNaming(config.naming);
  const cached = [...prefixes, ...declaredPrefixes(config)];
  // Where the cache rules are unknown, nobody knows which repositories are cached.
  const own = (facts.rules ? facts.repositories : []).filter(({ name }) => !isCached(name, cached));
  const all: Missing[] = [
    {
      ...{ key: 'pullThroughCache', what: 'cache rules' },
      names: proposed.map(prefixOf).filter((prefix) => declared(prefix) === undefined),
    },
    {
      ...{ key: 'pullThroughCache', what: 'settings of cached repositories (repositories:)' },
      names: proposed
        .filter((rule) => rule.repositories !== undefined)
        .map(prefixOf)
        .filter((prefix) => declared(prefix) && !declared(prefix)?.repositories),
    },
    {
      ...{ key: 'creationTemplates', what: 'templates' },
      names: proposeTemplates(facts)
        .section.entries.map(({ value }) => prefixOf(value))
        .filter((prefix) => !hasTemplate(config, prefix)),
    },
    {
      ...{ key: 'repositories', what: 'entries for the settings of repositories' },
      names: own
        .map(({ name }) => name)
        .filter(
          (name) => !isDeclared(config.repositories, name) && !ruleFor(config.baseline, name),
        ),
    },
    {
      ...{ key: 'naming', what: 'rules for tags that follow a pattern' },
      names: namesWithPattern(own).filter((name) => naming.tagRule(name) === undefined),
    },
    ...missingSettings(config.registry, facts),
  ];
  return all.filter(({ names }) => names.length > 0);
}

function prefixOf({ prefix }: Readonly<Record<string, unknown>>): string {
  return String(prefix);
}

function hasTemplate({ creationTemplates }: RegistryConfig, prefix: string): boolean {
  return creationTemplates.some((it) => isSamePrefix(it.prefix, prefix));
}
