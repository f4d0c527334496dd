import type { ECRClient } from '@aws-sdk/client-ecr';
import { giveTag, type Manifest } from '../manifests/manifest.ts';
import { image } from '../read.ts';
import { type Raced, type Removed, removeTag, type TaggedImage } from './remove-tag.ts';

/** What an image is to have when one of its tags has been taken. */
export interface Kept {
  manifest: Manifest;
  /** Its tags but for the one that is taken; the first one is given back first, whoever has it. */
  tags: readonly [string, ...string[]];
}

export type Untagged =
  | { state: 'removed' }
  | { state: 'moved' }
  | Raced
  /** ECR took the image along with the tag, and it is there again with the tags that it is to keep. */
  | { state: 'restored' };

/**
 * The clients that have been seen to keep an image of which a tag was removed by tag and digest. AWS does not
 * document whether such a pair removes the tag or the whole image.
 */
const keeping = new WeakSet<ECRClient>();

export function isKnownToKeep(ecr: ECRClient): boolean {
  return keeping.has(ecr);
}

/**
 * Removes a tag of an image that is to stay with others. As long as no removal has shown that ECR keeps such
 * an image, it is looked at by its digest after each, also one that failed, as nobody knows how far that got;
 * where it is gone, it is put back at once.
 */
export async function removeTagOnly(
  ecr: ECRClient,
  from: TaggedImage,
  kept: Kept,
): Promise<Untagged> {
  let removed: Removed | undefined;
  let restored = false;
  try {
    removed = await removeTag(ecr, from);
  } finally {
    restored = await putBackIfGone(ecr, from, kept, removed);
  }
  if (removed.state === 'raced') return removed;
  if (restored) return { state: 'restored' };
  return removed.state === 'moved' ? removed : { state: 'removed' };
}

async function putBackIfGone(
  ecr: ECRClient,
  { repositoryName, imageTag, imageDigest }: TaggedImage,
  { manifest, tags: [first, ...others] }: Kept,
  removed: Removed | undefined,
): Promise<boolean> {
  const one = removed?.state === 'removed' && removed.tags.every((tag) => tag === imageTag);
  if (keeping.has(ecr) && (one || removed?.state !== 'removed')) return false;
  const now = await image(ecr, repositoryName, { imageDigest });
  if (now?.imageTags?.includes(first)) {
    if (one && removed?.by === 'pair') keeping.add(ecr);
    return false;
  }
  await giveTag(ecr, repositoryName, manifest, first);
  for (const tag of others) {
    // Whoever has it by now has pushed it since.
    const holder = await image(ecr, repositoryName, { imageTag: tag });
    if (holder === undefined) await giveTag(ecr, repositoryName, manifest, tag);
  }
  return true;
}
