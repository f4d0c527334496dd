import type { ECRClient } from '@aws-sdk/client-ecr';
import { giveTag, type Manifest } from '../manifests/manifest.ts';
import { image } from '../read.ts';
import { type Raced, type Removed, removeTag, type TaggedImage } from './remove-tag.ts';

/** What an image has to keep when one of its tags is removed. */
export interface Kept {
  manifest: Manifest;
  /** Its tags without the one that is removed; the first one is restored first, whichever image has it. */
  tags: readonly [string, ...string[]];
}

export type Untagged =
  | { state: 'removed' }
  | { state: 'moved' }
  | Raced
  /** ECR deleted the image with the tag; it has been restored with the tags that it has to keep. */
  | { state: 'restored' };

/**
 * The clients whose ECR has kept an image of which a tag was removed by tag and digest. AWS does not document whether
 * such a pair removes the tag or deletes the image.
 */
const keeping = new WeakSet<ECRClient>();

export function isKnownToKeep(ecr: ECRClient): boolean {
  return keeping.has(ecr);
}

/**
 * Removes a tag of an image that keeps others. As long as no removal has shown that ECR keeps such an image, it is read
 * by its digest after each, also after one that failed half-way; where ECR has deleted it, it is restored at once.
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
    restored = await restoreIfDeleted(ecr, from, kept, removed);
  }
  if (removed.state === 'raced') return removed;
  if (restored) return { state: 'restored' };
  return removed.state === 'moved' ? removed : { state: 'removed' };
}

async function restoreIfDeleted(
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
    // Another image that has it now was pushed since.
    const holder = await image(ecr, repositoryName, { imageTag: tag });
    if (holder === undefined) await giveTag(ecr, repositoryName, manifest, tag);
  }
  return true;
}
