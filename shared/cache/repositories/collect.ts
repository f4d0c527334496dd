import type { CacheRule, RegistryConfig } from '../../config/schema/schema.ts';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import type { RegistryRepository } from '../../registry/read.ts';
import type { SliceVisit } from '../../walk/visitor.ts';

/** A cached repository, and the rule that has created it. */
export interface CachedRepository {
  repository: RegistryRepository;
  rule: CacheRule;
}

export interface Collector extends Pick<SliceVisit, 'repository'> {
  /** In the order of names. */
  cached: CachedRepository[];
}

/**
 * The declared rules that settings of cached repositories are declared for. ROOT is left out: its repositories look
 * like those that are pushed to.
 */
export function fillingRules({
  rules,
}: Pick<RegistryConfig['pullThroughCache'], 'rules'>): CacheRule[] {
  return rules.filter((rule) => rule.repositories && rule.prefix !== ROOT_PREFIX);
}

/** Collects the repositories that rules with `repositories:` have created; of images it needs none. */
export function collectCached(declared: RegistryConfig['pullThroughCache']): Collector {
  const rules = fillingRules(declared);
  const cached: CachedRepository[] = [];
  return {
    cached,
    repository: (repository) => {
      const rule = rules.find(({ prefix }) => isCached(repository.repositoryName, [prefix]));
      return rule && { end: () => void cached.push({ repository, rule }) };
    },
  };
}
