import { matches, type Pattern } from './program.ts';

/** Whether a glob has no wildcard, so that it is a name. */
export function isName(glob: string): boolean {
  return !/[*?]/.test(glob);
}

/**
 * Finds the first of lists of globs with one that matches a name: its index, or -1. Lists may name 10,000 repositories
 * for as many, so names are looked up, and only globs are tried.
 */
export function firstMatchIn(
  lists: readonly (readonly Pattern[])[],
): (repositoryName: string) => number {
  const names = new Map<string, number>();
  const globs: { glob: Pattern; index: number }[] = [];
  for (const [index, list] of lists.entries()) {
    for (const glob of list) {
      if (!isName(glob.source)) globs.push({ glob, index });
      else if (!names.has(glob.source)) names.set(glob.source, index);
    }
  }
  return (name) => {
    const named = names.get(name);
    const found = globs.find(
      ({ glob, index }) => (named !== undefined && index >= named) || matches(glob, name),
    );
    return Math.min(named ?? Number.POSITIVE_INFINITY, found?.index ?? named ?? -1);
  };
}
