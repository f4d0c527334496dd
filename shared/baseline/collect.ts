import type { BaselineConfig } from '../config/schema/schema.ts';
import { isCached } from '../registry/cached.ts';
import type { Governed } from '../settings/observe.ts';
import type { SliceVisit } from '../walk/visitor.ts';
import { ruleFor, wantedBy } from './rules.ts';

/** What a visit has seen, in the order of names. */
export interface Collected {
  /** The repositories that no cache rule fills, with or without a rule. */
  names: string[];
  governed: Governed[];
}

export interface Collector extends Collected, Pick<SliceVisit, 'repository'> {}

/**
 * Collects the repositories that rules apply to; of images it needs none.
 *
 * @param prefixes - Of all cache rules: their repositories are left out.
 */
export function collectBaseline(rules: BaselineConfig, prefixes: readonly string[]): Collector {
  const collected: Collected = { names: [], governed: [] };
  return {
    ...collected,
    repository: (repository) => {
      const { repositoryName: name } = repository;
      if (isCached(name, prefixes)) return undefined;
      return {
        end: () => {
          const rule = ruleFor(rules, name);
          collected.names.push(name);
          if (rule) collected.governed.push({ repository, wanted: wantedBy(rule) });
        },
      };
    },
  };
}
