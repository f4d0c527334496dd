import type { Finding } from '../document/finding.ts';
import { withoutTrailingSlash } from '../schema/prefix.ts';
import type { CacheRule } from '../schema/schema.ts';
import { type UpstreamName, upstreamNames, upstreams } from '../schema/upstreams.ts';

/** Upstreams where every image is below somebody's name: what has one part only is not there. */
const namespaced: ReadonlySet<UpstreamName> = new Set([
  'ecr-public',
  'quay',
  'github-container-registry',
  'gitlab-container-registry',
  'chainguard',
]);

/** Images of `warm` that are hardly to be found in the upstream of their rule. */
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
    return `"${image}" starts with the prefix of its rule, which is put before it: ${image.slice(own.length)}?`;
  }
  const other = upstreamNames.find((name) => upstreams[name].url === first);
  if (other !== undefined || first === 'docker.io') {
    return `"${image}" names a registry: an image is looked for in ${upstream} only, without its host`;
  }
  if (
    rest.length > 0 ||
    !namespaced.has(upstream) ||
    (upstreamRepositoryPrefix ?? 'ROOT') !== 'ROOT'
  )
    return undefined;
  return `"${image}" has one part only, and every image of ${upstream} is below a name: such as somebody/${image}`;
}
