import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  type ECRClient,
  ImageAlreadyExistsException,
  type ImageFailure,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { StewardError } from '../runtime/errors.ts';
import { manifestMediaTypes } from './media-types.ts';
import { unlessGone } from './races.ts';

/** A tag of a repository and the digest that it is known to point to. */
export interface TaggedImage {
  repositoryName: string;
  imageTag: string;
  imageDigest: string;
}

/** What became of a tag that was to be replaced. */
export type Replaced =
  | { state: 'replaced' }
  /** The tag (or its repository) is gone, or points to another image by now: nothing was touched. */
  | { state: 'moved' }
  /** The tag moved to another image while it was removed: that image lost it. */
  | { state: 'raced'; imageDigest: string };

/**
 * Gives an image another tag, then takes the old one away. The order matters: ECR deletes an image with
 * its last tag, so at no moment is the image without one.
 *
 * The old tag is removed by its name alone. AWS does not document what BatchDeleteImage does with a tag
 * *and* a digest: were it to delete the image, this would destroy what it is to keep. What the tag
 * points to is checked before, and what it pointed to is compared after.
 */
export async function replaceTag(
  ecr: ECRClient,
  from: TaggedImage,
  newTag: string,
): Promise<Replaced> {
  const { repositoryName, imageTag, imageDigest } = from;
  const manifest = await manifestOf(ecr, from);
  if (manifest === undefined) return { state: 'moved' };
  await addTag(ecr, { repositoryName, imageDigest, ...manifest, imageTag: newTag });
  const removed = await removeTag(ecr, repositoryName, imageTag);
  if (removed !== undefined && removed !== imageDigest) {
    return { state: 'raced', imageDigest: removed };
  }
  return { state: 'replaced' };
}

/** What became of a tag that was to be deleted. */
export type Deleted =
  | { state: 'deleted' }
  /** The tag or its repository was gone already. */
  | { state: 'gone' }
  /** The tag moved to another image while it was removed: that image lost it, and with a last tag itself. */
  | { state: 'raced'; imageDigest: string }
  /** The image is part of a multi-arch image, which keeps its last tag. */
  | { state: 'referenced' };

/**
 * Deletes a tag, by its name alone (see replaceTag); with the last tag of an image ECR deletes the image.
 * What the tag points to is for the caller to look at, right before.
 */
export async function deleteTag(ecr: ECRClient, from: TaggedImage): Promise<Deleted> {
  const { repositoryName, imageTag, imageDigest } = from;
  try {
    const removed = await unlessGone(removeTag(ecr, repositoryName, imageTag));
    if (removed === undefined) return { state: 'gone' };
    return removed === imageDigest
      ? { state: 'deleted' }
      : { state: 'raced', imageDigest: removed };
  } catch (error) {
    if (!(error instanceof ImageFailureError)) throw error;
    if (error.failureCode !== 'ImageReferencedByManifestList') throw error;
    return { state: 'referenced' };
  }
}

/** The manifest that the tag points to, unless it is not of the digest that was expected. */
async function manifestOf(ecr: ECRClient, { repositoryName, imageTag, imageDigest }: TaggedImage) {
  const imageIds = [{ imageTag }];
  // BatchGetImage converts or refuses a manifest of a type that is not asked for: so all of them are.
  const input = { repositoryName, imageIds, acceptedMediaTypes: [...manifestMediaTypes] };
  const answer = await unlessGone(ecr.send(new BatchGetImageCommand(input)));
  const { images, failures } = answer ?? {};
  const failure = failures?.find(({ failureCode }) => failureCode !== 'ImageNotFound');
  if (failure) throw new ImageFailureError('BatchGetImage', repositoryName, imageTag, failure);
  const found = images?.find(({ imageId }) => imageId?.imageDigest === imageDigest);
  if (found?.imageManifest === undefined) return undefined;
  return {
    imageManifest: found.imageManifest,
    ...(found.imageManifestMediaType && { imageManifestMediaType: found.imageManifestMediaType }),
  };
}

async function addTag(ecr: ECRClient, input: PutImageCommand['input']): Promise<void> {
  try {
    await ecr.send(new PutImageCommand(input));
  } catch (error) {
    // An earlier attempt got this far: the image has the tag.
    if (!(error instanceof ImageAlreadyExistsException)) throw error;
  }
}

/** Removes a tag and answers the digest that it pointed to; undefined when it was gone already. */
async function removeTag(
  ecr: ECRClient,
  repositoryName: string,
  imageTag: string,
): Promise<string | undefined> {
  const input = { repositoryName, imageIds: [{ imageTag }] };
  const { imageIds, failures } = await ecr.send(new BatchDeleteImageCommand(input));
  const failure = failures?.find(({ failureCode }) => failureCode !== 'ImageNotFound');
  if (failure) throw new ImageFailureError('BatchDeleteImage', repositoryName, imageTag, failure);
  return imageIds?.[0]?.imageDigest;
}

/** A batch call answered with HTTP 200 and a failure inside. */
export class ImageFailureError extends StewardError {
  override name = 'ImageFailureError' as const;
  readonly failureCode: string | undefined;

  constructor(operation: string, repositoryName: string, imageTag: string, failure: ImageFailure) {
    const { failureCode, failureReason } = failure;
    super(`${operation} of ${repositoryName}:${imageTag} failed: ${failureCode}, ${failureReason}`);
    this.failureCode = failureCode;
  }
}
