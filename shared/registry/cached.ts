/** The prefix of the rule that is for every repository which no other rule is for. */
export const ROOT_PREFIX = 'ROOT';

/**
 * Whether a repository is one that a pull-through cache rule fills: its name starts with the rule's
 * prefix and a slash (which the prefix may carry itself). The prefix ROOT is for every repository.
 */
export function isCached(repositoryName: string, prefixes: Iterable<string>): boolean {
  for (const prefix of prefixes) {
    if (prefix === ROOT_PREFIX) return true;
    if (repositoryName.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)) return true;
  }
  return false;
}
