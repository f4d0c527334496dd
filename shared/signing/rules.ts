import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { isCached } from '../registry/cached.ts';

/** Which images have to be signed, by `registry.signing` of registry.yml. */
export interface Signing {
  /** Whether images of a repository may be signed by ECR, or may have failed to be. */
  mayApply(repository: string): boolean;
  /** ARNs of the profiles that an image of the repository has to be signed with. */
  profilesFor(repository: string): readonly string[];
}

/**
 * AWS does not say whether a filter without `*` is a whole name or a part of one: such a filter requires a signature of
 * the repository with that name only, and has all whose name contains it looked at.
 *
 * @param cachePrefixes - Prefixes of cache rules: nobody pushes to their repositories.
 */
export function compileSigning(
  declared: RegistrySettingsConfig['signing'],
  cachePrefixes: readonly string[] = [],
): Signing {
  const rules = declared?.rules ?? [];
  const applies = (repository: string, test: (filter: string, name: string) => boolean) =>
    isCached(repository, cachePrefixes)
      ? []
      : rules.filter(
          ({ repositories }) => repositories?.some((filter) => test(filter, repository)) ?? true,
        );
  return {
    mayApply: (repository) => applies(repository, mayMatch).length > 0,
    profilesFor: (repository) => [
      ...new Set(applies(repository, matches).map((rule) => rule.signingProfileArn)),
    ],
  };
}

function mayMatch(filter: string, name: string): boolean {
  return filter.includes('*') ? matches(filter, name) : name.includes(filter);
}

/** Whether the whole name matches, where `*` is any characters. Takes linear time. */
function matches(filter: string, name: string): boolean {
  const [head = '', ...rest] = filter.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}
