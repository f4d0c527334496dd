import { readAgain } from '../../registry/read-again.ts';
import type { Slice } from '../../walk/visitor.ts';
import { type Governed, type ObservedSettings, observeSettings } from '../observe.ts';
import { deviationsOf } from '../plan.ts';

/**
 * The settings of the repositories of a slice. Those that differ are read once more: the listing of a walk is older
 * than what was changed since, also by an earlier visit of the slice.
 *
 * @param type - How the registry scans; only asked for with anyScan.
 */
export async function observeSlice(
  { ecr, settings }: Pick<Slice, 'ecr' | 'settings'>,
  governed: readonly Governed[],
  type = 'BASIC',
): Promise<ObservedSettings> {
  const reading = { settings, scanType: async () => type };
  const { repositories, unread } = await observeSettings(reading, governed);
  const differs = new Set(repositories.flatMap(deviationsOf).map(({ repository }) => repository));
  if (differs.size === 0) return { repositories, unread };
  const now = await readAgain(ecr, [...differs]);
  const again = governed.flatMap(({ repository, wanted }) => {
    const found = now.get(repository.repositoryName);
    return found ? { repository: found, wanted } : [];
  });
  const second = await observeSettings(reading, again);
  return {
    repositories: [
      ...repositories.filter(({ repository }) => !differs.has(repository)),
      ...second.repositories,
    ],
    unread: [...unread, ...second.unread],
  };
}
