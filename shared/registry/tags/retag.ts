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
  /** The tag (or its repository) is gone, or points to another image by now: nothing was taken. */
  | { state: 'moved' }
  /** Only where ECR would not take tag and digest together: the tag was taken from another image. */
  | Raced
  /** As `replaced`, but ECR took the image along with the tag: it has been put back, and is new to ECR. */
  | { state: 'restored' };

/** A tag that is to be replaced, and others of the same image that will be. */
export interface ReplacedTag extends TaggedImage {
  /** Default none. They are not given back to an image that ECR took along with one of its tags. */
  others?: readonly string[];
}

/**
 * Gives an image another tag, then takes the old one away. The order matters: ECR deletes an image with
 * its last tag, so at no moment is the image without one. Right before the old tag is taken it is read again,
 * and it is taken from this image only: one that is pushed under it meanwhile keeps it. Four calls; five
 * as long as a client has not seen what ECR does with the image (keep-image.ts).
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
  /** With `restored`, ECR took the whole image along: it has been put back with its other tags. */
  | { state: 'deleted'; restored?: true }
  /** The tag or its repository is gone, or the tag points to another image by now: nothing was taken. */
  | { state: 'gone' }
  | Raced
  /** The image is part of a multi-arch image, which keeps its last tag. */
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
