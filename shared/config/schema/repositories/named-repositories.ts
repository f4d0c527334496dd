import { isName } from '../../patterns/first-match.ts';
import type { DeclaredRepositories } from './declared-repositories.ts';

/** The repositories that have to be there, each once: what is named without a wildcard. */
export function namedIn(entries: readonly Pick<DeclaredRepositories, 'names'>[]): string[] {
  const sources = entries.flatMap(({ names }) => names.map(({ source }) => source));
  return [...new Set(sources.filter(isName))];
}
