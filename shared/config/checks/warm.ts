import type { Finding } from '../document/finding.ts';

type Fields = Record<string, unknown>;

/** Official images of Docker Hub are under library/: a path of one part is always wrong there. */
export function warmChecks(rule: Fields, path: readonly PropertyKey[]): Finding[] {
  const { upstream, upstreamRepositoryPrefix = 'ROOT', warm } = rule;
  if (upstream !== 'docker-hub' || upstreamRepositoryPrefix !== 'ROOT') return [];
  return (Array.isArray(warm) ? warm : []).flatMap((entry: unknown, index) => {
    const image = (entry as Fields | null)?.image;
    if (typeof image !== 'string' || image === '' || image.includes('/')) return [];
    const message = `"${image}" is not a path on Docker Hub: for an official image use library/${image}`;
    return [{ path: [...path, 'warm', index, 'image'], message }];
  });
}
