import type { ECRClient } from '@aws-sdk/client-ecr';
import { ImageFailureError } from '../manifests/image-failure.ts';
import { giveTag, readManifest } from '../manifests/manifest.ts';
import { image, type RegistryImage } from '../read.ts';
import { isKnownToKeep, removeTagOnly } from './keep-image.ts';
import { unlessGone } from './races.ts';
import { type Raced, type Removed, removeTag, type TaggedImage } from './remove-tag.ts';

export type { Raced, TaggedImage } from './remove-tag.ts';

/** What became of a tag that was to be replaced. */
export type Replaced =
  | { state: 'replaced' }
  /** The tag (or its repository) does not exist any more, or points to another image: nothing was removed. */
  | { state: 'moved' }
  /** Only where ECR refuses tag and digest together: the tag was removed from another image. */
  | Raced
  /** As `replaced`, but ECR deleted the image with the tag: it has been restored, and is new to ECR. */
  | { state: 'restored' };

/** A tag that is to be replaced, and others of the same image that will be. */
export interface ReplacedTag extends TaggedImage {
  /** Default none. An image that ECR deleted with one of its tags is restored without these. */
  others?: readonly string[];
}

/**
 * Gives an image another tag, then removes the old one. The order matters: ECR deletes an image with its last tag, so
 * the image always has one. Right before its removal the old tag is read again, and it is removed from this image only:
 * an image that is pushed under it meanwhile keeps it. Four calls; five as long as it is unknown whether ECR keeps the
 * image (keep-image.ts).
 */
export async function replaceTag(
  ecr: ECRClient,
  from: ReplacedTag,
  newTag: string,
): Promise<Replaced> {
  const { repositoryName, imageTag, imageDigest, others = [] } = from;
  const manifest = await readManifest(ecr, repositoryName, { imageTag });
  if (manifest?.imageDigest !== imageDigest) return { state: 'moved' };
  await giveTag(ecr, repositoryName, manifest, newTag);
  const now = await image(ecr, repositoryName, { imageTag });
  if (now?.imageDigest !== imageDigest) return { state: 'moved' };
  const stay = otherTags(now, imageTag, newTag, ...others);
  const untagged = await removeTagOnly(ecr, from, { manifest, tags: [newTag, ...stay] });
  return untagged.state === 'removed' ? { state: 'replaced' } : untagged;
}

/** What became of a tag that was to be deleted. */
export type Deleted =
  /** With `restored`, ECR deleted the whole image: it has been restored with its other tags. */
  | { state: 'deleted'; restored?: true }
  /** The tag or its repository does not exist any more, or the tag points to another image: nothing was removed. */
  | { state: 'gone' }
  | Raced
  /** The image belongs to an image index: ECR does not delete it, so it keeps its last tag. */
  | { state: 'referenced' };

/**
 * Deletes a tag of this image, and of no other; with the last tag of an image ECR deletes the image. Any other
 * tag of the image stays.
 */
export async function deleteTag(ecr: ECRClient, from: TaggedImage): Promise<Deleted> {
  try {
    return (await unlessGone(deleted(ecr, from))) ?? { state: 'gone' };
  } catch (error) {
    if (!(error instanceof ImageFailureError)) throw error;
    if (error.failureCode !== 'ImageReferencedByManifestList') throw error;
    return { state: 'referenced' };
  }
}

async function deleted(ecr: ECRClient, from: TaggedImage): Promise<Deleted> {
  const { repositoryName, imageTag, imageDigest } = from;
  const now = await image(ecr, repositoryName, { imageTag });
  if (now?.imageDigest !== imageDigest) return { state: 'gone' };
  const [first, ...rest] = otherTags(now, imageTag);
  if (first === undefined || isKnownToKeep(ecr)) return deletedAs(await removeTag(ecr, from));
  const manifest = await readManifest(ecr, repositoryName, { imageDigest });
  if (manifest === undefined) return { state: 'gone' };
  return deletedAs(await removeTagOnly(ecr, from, { manifest, tags: [first, ...rest] }));
}

function deletedAs(removed: Removed | Awaited<ReturnType<typeof removeTagOnly>>): Deleted {
  switch (removed.state) {
    case 'removed':
      return { state: 'deleted' };
    case 'restored':
      return { state: 'deleted', restored: true };
    case 'moved':
      return { state: 'gone' };
    case 'raced':
      return removed;
  }
}

function otherTags({ imageTags = [] }: RegistryImage, ...but: readonly string[]): string[] {
  return imageTags.filter((tag) => !but.includes(tag));
}
