import { count } from '../inventory/report/format.ts';
import { isCached } from '../registry/cached.ts';
import type { RegistryFacts, RepositoryFacts } from './facts.ts';

export interface Parts {
  /** Those that no cache rule fills. None where the cache rules are unknown, as nobody knows then which these are. */
  own: RepositoryFacts[];
  cached: RepositoryFacts[];
}

export function partsOf({ rules, repositories }: RegistryFacts): Parts {
  if (rules === undefined) return { own: [], cached: [] };
  const prefixes = rules.map((rule) => rule.ecrRepositoryPrefix);
  const { own = [], cached = [] } = Object.groupBy(repositories, ({ name }) =>
    isCached(name, prefixes) ? 'cached' : 'own',
  );
  return { own, cached };
}

/** Where the cache rules are unknown: what is not proposed because of that, in a sentence. */
export function unknownOnes({ rules, repositories }: RegistryFacts): string[] {
  if (rules !== undefined || repositories.length === 0) return [];
  const which = count(repositories.length, 'repository', 'repositories');
  return [
    `settings and tags of ${which}: without the cache rules it is unknown which of them are cached`,
  ];
}
