/** The prefix of the cache rule for all repositories that no other rule covers. */
export const ROOT_PREFIX = 'ROOT';

/**
 * Whether a pull through cache rule fills a repository: its name starts with the rule's prefix and a slash (which the
 * prefix may end with itself). The prefix ROOT covers every repository.
 */
export function isCached(repositoryName: string, prefixes: Iterable<string>): boolean {
  for (const prefix of prefixes) {
    if (prefix === ROOT_PREFIX) return true;
    if (repositoryName.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)) return true;
  }
  return false;
}
