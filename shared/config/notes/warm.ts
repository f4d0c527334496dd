import type { Finding } from '../document/finding.ts';
import { type UpstreamName, upstreamNames, upstreams } from '../schema/cache/upstreams.ts';
import { withoutTrailingSlash } from '../schema/prefix.ts';
import type { CacheRule } from '../schema/schema.ts';

/** Upstreams where every image is under the name of an owner: a path of one part does not exist. */
const namespaced: ReadonlySet<UpstreamName> = new Set([
  'ecr-public',
  'quay',
  'github-container-registry',
  'gitlab-container-registry',
  'chainguard',
]);

/** Images of `warm` that the upstream of their rule can hardly have. */
export function warmNotes(rules: readonly CacheRule[]): Finding[] {
  return rules.flatMap((rule, index) =>
    (rule.warm ?? []).flatMap(({ image }, at) => {
      const message = elsewhere(rule, image);
      const path = ['pullThroughCache', 'rules', index, 'warm', at, 'image'];
      return message === undefined ? [] : [{ path, message }];
    }),
  );
}

function elsewhere(
  { prefix, upstream, upstreamRepositoryPrefix }: CacheRule,
  image: string,
): string | undefined {
  const [first = '', ...rest] = image.split('/');
  const own = `${withoutTrailingSlash(prefix)}/`;
  if (image.startsWith(own)) {
    return `"${image}" starts with the prefix of its rule, which is added anyway; did you mean ${image.slice(own.length)}?`;
  }
  const other = upstreamNames.find((name) => upstreams[name].url === first);
  if (other !== undefined || first === 'docker.io') {
    return `"${image}" names a registry: write the path in ${upstream} only, without a host`;
  }
  if (
    rest.length > 0 ||
    !namespaced.has(upstream) ||
    (upstreamRepositoryPrefix ?? 'ROOT') !== 'ROOT'
  )
    return undefined;
  return `"${image}" has one part only, and every image of ${upstream} is under an owner: write <owner>/${image}`;
}
