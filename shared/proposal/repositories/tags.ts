import type { RepositoryFacts } from '../facts.ts';

/** The most resource tags that an entry declares. */
const MOST_TAGS = 50;

/**
 * The resource tags that all of these repositories have with the same value. Of a single one only its owner: all of its
 * tags would say nothing of others. AWS's own and ours are none of a person.
 */
export function commonTags(repositories: readonly RepositoryFacts[]): Record<string, string> {
  const [first, ...others] = repositories.map(({ settings }) => settings.resourceTags ?? {});
  const common = Object.entries(first ?? {})
    // registry.yml takes no key <<, not even in quotes.
    .filter(([key]) => !/^(aws:|ecr-steward:|<<$)/i.test(key))
    .filter(([key, value]) => others.every((tags) => tags[key] === value))
    .filter(([key]) => others.length > 0 || key === 'owner')
    .filter(([key, value]) => key !== 'owner' || value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_TAGS);
  return Object.fromEntries(common);
}
