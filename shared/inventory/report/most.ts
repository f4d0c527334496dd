import type { Counts, RepositoryCount } from '../summary/count.ts';

/** The repositories with most of something, without those that have none; equal ones by name. */
export function most(
  perRepository: readonly RepositoryCount[],
  key: keyof Counts,
  atMost: number,
): RepositoryCount[] {
  return perRepository
    .filter((it) => it[key] > 0)
    .sort((a, b) => b[key] - a[key] || (a.repository < b.repository ? -1 : 1))
    .slice(0, atMost);
}
