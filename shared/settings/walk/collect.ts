import { isCached } from '../../registry/cached.ts';
import type { SliceVisit } from '../../walk/visitor.ts';
import type { Governed } from '../observe.ts';
import type { SettingsRules } from '../rules.ts';

/** What a visit has seen, in the order of names. */
export interface Collected {
  /** The repositories that no other block decides about, with or without a rule. */
  names: string[];
  governed: Governed[];
}

export interface Collector extends Collected, Pick<SliceVisit, 'repository'> {}

/**
 * Collects the repositories that rules apply to; of images it needs none.
 *
 * @param prefixes - Of all cache rules: their repositories are left out.
 */
export function collectGoverned(rules: SettingsRules, prefixes: readonly string[]): Collector {
  const collected: Collected = { names: [], governed: [] };
  return {
    ...collected,
    repository: (repository) => {
      const { repositoryName: name } = repository;
      if (isCached(name, prefixes) || rules.isExempt(name)) return undefined;
      return {
        end: () => {
          const wanted = rules.wantedOf(name);
          collected.names.push(name);
          if (wanted) collected.governed.push({ repository, wanted });
        },
      };
    },
  };
}
