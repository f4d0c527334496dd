import { readAgain } from '../../registry/read-again.ts';
import { isInRange, type NameRange } from '../../walk/range.ts';
import type { Slice } from '../../walk/visitor.ts';
import type { Governed } from '../observe.ts';
import type { SettingsRules } from '../rules.ts';
import { namesToHave } from '../scope.ts';

/**
 * The repositories of a visit that have to be there and are not in the listing of the walk. What was created since is
 * found. Where nothing is missing, nothing is called.
 *
 * @param prefixes - Of all cache rules: their repositories are made by pulls.
 */
export async function lookForMissing(
  rules: SettingsRules,
  prefixes: readonly string[],
  { ecr, listed }: Pick<Slice, 'ecr' | 'listed'>,
  range: NameRange,
): Promise<{ names: string[]; found: Governed[] }> {
  const existing = new Set(listed.map(({ repositoryName }) => repositoryName));
  const names = namesToHave(rules, prefixes).filter(
    (name) => isInRange(name, range) && !existing.has(name),
  );
  if (names.length === 0) return { names: [], found: [] };
  const now = await readAgain(ecr, names);
  const found = [...now.values()].flatMap((repository) => {
    const wanted = rules.wantedOf(repository.repositoryName);
    return wanted ? [{ repository, wanted }] : [];
  });
  return { names: names.filter((name) => !now.has(name)), found };
}
