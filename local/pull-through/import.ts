import type { BlobStore } from '../blobs/store.ts';
import { parseManifest } from '../ecr/images/manifests.ts';
import { putImage } from '../ecr/images/put.ts';
import { sha256 } from '../ecr/images/store.ts';
import type { Ecr } from '../ecr/model/ecr.ts';
import type { Repository } from '../ecr/model/repository.ts';
import type { UpstreamRepository } from './client.ts';
import { UpstreamError } from './errors.ts';

/** Layers that are fetched at once. */
const lanes = 4;

/** How deep image indexes in image indexes are followed; no tool makes deeper ones. */
const deepest = 4;

/** A manifest of an upstream, checked and read. */
export interface Fetched {
  text: string;
  digest: string;
  mediaType: string;
  layers: readonly string[];
}

/**
 * Reads an image's manifests: those of all children before that of their index, which comes last.
 *
 * @throws UpstreamError; AwsError for an invalid manifest
 */
export async function fetchManifests(
  upstream: UpstreamRepository,
  reference: string,
  depth = 0,
): Promise<[...Fetched[], Fetched]> {
  if (depth > deepest) throw new UpstreamError('UpstreamUnavailable');
  const { text, mediaType: declared } = await upstream.manifest(reference);
  const digest = sha256(text);
  if (reference.includes(':') && reference !== digest) {
    throw new UpstreamError('UpstreamUnavailable');
  }
  const { mediaType, layers, children } = parseManifest(text, declared);
  const below: Fetched[] = [];
  for (const child of children) below.push(...(await fetchManifests(upstream, child, depth + 1)));
  return [...below, { text, digest, mediaType, layers }];
}

/** Fetches the layers that no repository has yet; each is verified before it is stored. */
export async function fetchLayers(
  blobs: BlobStore,
  upstream: UpstreamRepository,
  manifests: readonly Fetched[],
): Promise<void> {
  const queue = new Set(manifests.flatMap(({ layers }) => layers)).values();
  const lane = async () => {
    for (const digest of queue) {
      if ((await blobs.size(digest)) === undefined) await fetchBlob(blobs, upstream, digest);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function fetchBlob(
  blobs: BlobStore,
  upstream: UpstreamRepository,
  digest: string,
): Promise<void> {
  const content = await upstream.blob(digest);
  const draft = await blobs.draft();
  try {
    await draft.append(content);
    await draft.commit(digest);
  } finally {
    await draft.discard();
  }
}

/**
 * Stores fetched images with their layers in one step, so that an index never appears without its children, nor
 * they without it. The last image gets the tag.
 *
 * @returns whether anything is new
 * @throws AwsError `ImageTagAlreadyExistsException` where the tag is immutable
 */
export function putFetched(
  ecr: Ecr,
  repository: Repository,
  manifests: readonly Fetched[],
  tag: string | undefined,
): boolean {
  for (const { layers } of manifests) for (const it of layers) repository.layers.add(it);
  const root = manifests.at(-1);
  const fresh = manifests.filter((it) => {
    const moves = it === root && tag !== undefined;
    const known = moves ? repository.images.tagged(tag) : repository.images.get(it.digest);
    return known?.digest !== it.digest;
  });
  for (const it of new Map(fresh.map((one) => [one.digest, one])).values()) {
    const push = { manifest: it.text, mediaType: it.mediaType, withLayers: true };
    putImage(ecr, repository, { ...push, tag: it === root ? tag : undefined });
  }
  return fresh.length > 0;
}
