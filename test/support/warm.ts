import type { StartedAws } from '../../local/aws.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import {
  base,
  ociImage,
  ociIndex,
  pushParts,
  putManifest,
  type Send,
  sha,
} from '../local/distribution/client.ts';
import { startCache, startUpstream } from '../local/pull-through/cache.ts';
import { recordCalls } from './calls.ts';

export const platforms = ['linux/amd64', 'linux/arm64/v8', 'unknown/unknown'];

/** Pushes an index of an image per platform and an attestation. @returns the index and its children */
export async function pushPlatforms(send: Send, tag: string, wanted = platforms, to = base) {
  const children = [];
  for (const platform of wanted) {
    const manifest = await pushParts(send, `${tag} ${platform}`, {}, to);
    await putManifest(send, sha(manifest), manifest, to);
    const [os, architecture, variant] = platform.split('/');
    children.push({ manifest, platform: { os, architecture, ...(variant && { variant }) } });
  }
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: ociIndex,
    manifests: children.map(({ manifest, platform }) => ({
      mediaType: ociImage,
      digest: sha(manifest),
      size: manifest.length,
      platform,
    })),
  });
  await putManifest(send, tag, index, to, ociIndex);
  return { index, children: children.map(({ manifest }) => manifest) };
}

/** An upstream with images under these tags, each for `platforms`, and a cache with a rule `quay` for it. */
export async function startWarmable(tags: readonly string[], options: LocalAwsOptions = {}) {
  const upstream = await startUpstream();
  const pushed = new Map<string, Awaited<ReturnType<typeof pushPlatforms>>>();
  for (const tag of tags) pushed.set(tag, await pushPlatforms(upstream.send, tag));
  const cache = await startCache(upstream.aws.endpoint, options);
  return { upstream, cache, pushed, asked: recordCalls(upstream.aws) };
}

/** A registry.yml that warms an image of that upstream. */
export function wanting(entry: string, budget = ''): string {
  return `pullThroughCache:
  ${budget}
  rules:
    - prefix: quay
      upstream: quay
      warm:
        - {image: team-a/web-app, ${entry}}
`;
}

/** The variables with which a command or a function finds the upstream. */
export function upstreamVariable({ endpoint }: Pick<StartedAws, 'endpoint'>) {
  return { UPSTREAM_ADDRESSES: `quay.io=${endpoint}` };
}
