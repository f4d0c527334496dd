import type { RegistryConfig } from '../../config/schema/schema.ts';
import { readAgain } from '../../registry/read-again.ts';
import type { Slice } from '../../walk/visitor.ts';
import type { RepositoryChange } from '../change.ts';
import type { CachedRepository } from './collect.ts';
import { planRepositories } from './plan.ts';
import { observeCached } from './repository.ts';

/**
 * What has to change in the cached repositories of a slice. Those with a change are read once more: the listing
 * of a walk is older than what was changed since, also by an earlier visit of the slice.
 */
export async function planForSlice(
  { ecr, settings }: Pick<Slice, 'ecr' | 'settings'>,
  declared: RegistryConfig['pullThroughCache'],
  cached: readonly CachedRepository[],
): Promise<RepositoryChange[]> {
  const changes = planRepositories(declared, await observeCached(settings, cached));
  const names = changes.filter(isToBeMade).map(({ repository }) => repository);
  if (names.length === 0) return changes;
  const now = await readAgain(ecr, names);
  const again = cached.flatMap(({ repository, rule }) => {
    const found = now.get(repository.repositoryName);
    return found ? { repository: found, rule } : [];
  });
  return [
    ...changes.filter((change) => !isToBeMade(change)),
    ...planRepositories(declared, await observeCached(settings, again)),
  ];
}

function isToBeMade(change: RepositoryChange): boolean {
  return change.action === 'update' && change.blocked === undefined;
}
