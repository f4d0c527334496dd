import { readAgain } from '../registry/read-again.ts';
import type { Slice } from '../walk/visitor.ts';
import type { Collected } from './collect.ts';
import type { BaselinePlan } from './deviation.ts';
import { observeGoverned } from './observe.ts';
import { planOf } from './plan.ts';

/**
 * The drift of the repositories of a slice. Those that differ are read once more: the listing of a walk is older
 * than what was changed since, also by an earlier visit of the slice.
 *
 * @param type - How the registry scans.
 */
export async function planForSlice(
  { ecr, settings }: Pick<Slice, 'ecr' | 'settings'>,
  { names, governed }: Collected,
  type: string,
): Promise<Omit<BaselinePlan, 'of'>> {
  const reading = { settings, scanType: async () => type };
  const plan = planOf(names, await observeGoverned(reading, governed));
  const differing = [...new Set(plan.deviations.map(({ repository }) => repository))];
  if (differing.length === 0) return plan;
  const now = await readAgain(ecr, differing);
  const again = governed.flatMap(({ repository, rule }) => {
    const found = now.get(repository.repositoryName);
    return found ? { repository: found, rule } : [];
  });
  const { deviations, unread } = planOf(names, await observeGoverned(reading, again));
  return { ...plan, deviations, unread: [...plan.unread, ...unread] };
}
