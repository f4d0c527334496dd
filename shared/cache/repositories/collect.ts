import type { CacheRule, RegistryConfig } from '../../config/schema/schema.ts';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import type { Governed } from '../../settings/observe.ts';
import { settingsIn, type Wanted } from '../../settings/wanted.ts';
import type { SliceVisit } from '../../walk/visitor.ts';

type Declared = Pick<RegistryConfig['pullThroughCache'], 'rules'>;

export interface Collector extends Pick<SliceVisit, 'repository'> {
  /** In the order of names. */
  cached: Governed[];
}

/**
 * The declared rules that settings of cached repositories are declared for. ROOT is left out: its repositories look
 * like those that are pushed to.
 */
export function fillingRules({ rules }: Declared): CacheRule[] {
  return rules.filter((rule) => rule.repositories && rule.prefix !== ROOT_PREFIX);
}

/** The one of them that has created a repository. */
export function ruleOf(declared: Declared, repositoryName: string): CacheRule | undefined {
  return fillingRules(declared).find(({ prefix }) => isCached(repositoryName, [prefix]));
}

/** What a rule declares of the repositories that it creates. */
export function wantedBy({ repositories = {} }: CacheRule): Wanted {
  const { replaceLifecycle, replacePolicy } = repositories;
  return { settings: settingsIn(repositories), replaceLifecycle, replacePolicy };
}

/** Collects the repositories that rules with `repositories:` have created; of images it needs none. */
export function collectCached(declared: Declared): Collector {
  const cached: Governed[] = [];
  return {
    cached,
    repository: (repository) => {
      const rule = ruleOf(declared, repository.repositoryName);
      return rule && { end: () => void cached.push({ repository, wanted: wantedBy(rule) }) };
    },
  };
}
