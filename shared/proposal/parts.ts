import { count } from '../inventory/report/format.ts';
import { isCached, ROOT_PREFIX } from '../registry/cached.ts';
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

/** What is not proposed where nobody knows which repositories are cached, in sentences. */
export function unknownOnes({ rules, repositories }: RegistryFacts): string[] {
  const prefixes = (rules ?? []).map((rule) => rule.ecrRepositoryPrefix);
  const others = prefixes.filter((prefix) => prefix !== ROOT_PREFIX);
  const unknown = repositories.filter(({ name }) => !isCached(name, others));
  const isUnknown = rules === undefined || others.length < prefixes.length;
  if (!isUnknown || unknown.length === 0) return [];
  const why = rules === undefined ? 'without the cache rules' : 'with a cache rule for ROOT';
  const which = count(unknown.length, 'repository', 'repositories');
  return [`settings and tags of ${which}: ${why} it is unknown which of them are cached`];
}
