/** ECR always assumes a trailing slash after a prefix, so `docker.io` and `docker.io/` are one rule. */
export function withoutTrailingSlash(prefix: string): string {
  return prefix.replace(/\/$/, '');
}

/** Whether two prefixes are those of one rule. */
export function isSamePrefix(one: string, other: string): boolean {
  return withoutTrailingSlash(one) === withoutTrailingSlash(other);
}

/** Whether every repository of `inner` also belongs to `outer`: docker.io/library within docker.io. */
export function isWithin(inner: string, outer: string): boolean {
  return `${withoutTrailingSlash(inner)}/`.startsWith(`${withoutTrailingSlash(outer)}/`);
}

/** The prefixes of the cache rules that registry.yml declares. */
export function declaredPrefixes(config: {
  pullThroughCache: { rules: readonly { prefix: string }[] };
}): string[] {
  return config.pullThroughCache.rules.map(({ prefix }) => prefix);
}

/**
 * A prefix as CreatePullThroughCacheRule and CreateRepositoryCreationTemplate accept it (pattern of the API model).
 */
export const prefixPattern =
  /^([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\/?|ROOT)$/;
