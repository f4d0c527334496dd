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
export async function pushPlatforms(send: Send, tag: string, wanted = platforms) {
  const children = [];
  for (const platform of wanted) {
    const manifest = await pushParts(send, `${tag} ${platform}`);
    await putManifest(send, sha(manifest), manifest);
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
  await putManifest(send, tag, index, base, ociIndex);
  return { index, children: children.map(({ manifest }) => manifest) };
}

/** An upstream with images under these tags, each for `platforms`, and a cache whose rule `quay` is for it. */
export async function startWarmable(tags: readonly string[], options: LocalAwsOptions = {}) {
  const upstream = await startUpstream();
  const pushed = new Map<string, Awaited<ReturnType<typeof pushPlatforms>>>();
  for (const tag of tags) pushed.set(tag, await pushPlatforms(upstream.send, tag));
  const cache = await startCache(upstream.aws.endpoint, options);
  return { upstream, cache, pushed, asked: recordCalls(upstream.aws) };
}

/** A registry.yml that wants an image of that upstream warm. */
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

/** What a command or a function needs to find the upstream. */
export function upstreamVariable({ endpoint }: Pick<StartedAws, 'endpoint'>) {
  return { UPSTREAM_ADDRESSES: `quay.io=${endpoint}` };
}
