import {
  BatchGetImageCommand,
  type ECRClient,
  ImageAlreadyExistsException,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { unlessGone } from '../tags/races.ts';
import { ImageFailureError } from './image-failure.ts';
import { manifestMediaTypes } from './media-types.ts';

/** An image by tag or digest. */
export type ImageName = { imageTag: string } | { imageDigest: string };

/** What PutImage needs to give an image a tag, or to restore it as long as ECR still has its layers. */
export interface Manifest {
  imageDigest: string;
  imageManifest: string;
  imageManifestMediaType?: string;
}

/**
 * The manifest of an image, or undefined when the image or its repository is gone. ECR counts it as a pull.
 *
 * @throws ImageFailureError when ECR has the image but does not return it, as an archived one
 */
export async function readManifest(
  ecr: ECRClient,
  repositoryName: string,
  name: ImageName,
): Promise<Manifest | undefined> {
  // BatchGetImage converts or refuses a manifest of a type that is not accepted: so all of them are.
  const acceptedMediaTypes = [...manifestMediaTypes];
  const input = { repositoryName, imageIds: [name], acceptedMediaTypes };
  const answer = await unlessGone(ecr.send(new BatchGetImageCommand(input)));
  const { images, failures } = answer ?? {};
  const failure = failures?.find(({ failureCode }) => failureCode !== 'ImageNotFound');
  if (failure) throw new ImageFailureError('BatchGetImage', textOf(repositoryName, name), failure);
  const { imageId, imageManifest, imageManifestMediaType } = images?.[0] ?? {};
  if (imageId?.imageDigest === undefined || imageManifest === undefined) return undefined;
  return {
    imageDigest: imageId.imageDigest,
    imageManifest,
    ...(imageManifestMediaType && { imageManifestMediaType }),
  };
}

/** Gives an image a tag, also one that was deleted with its tags; does nothing when it has that tag. */
export async function giveTag(
  ecr: ECRClient,
  repositoryName: string,
  manifest: Manifest,
  imageTag: string,
): Promise<void> {
  try {
    await ecr.send(new PutImageCommand({ repositoryName, ...manifest, imageTag }));
  } catch (error) {
    // An earlier attempt got this far: the image has the tag.
    if (!(error instanceof ImageAlreadyExistsException)) throw error;
  }
}

function textOf(repositoryName: string, name: ImageName): string {
  return 'imageTag' in name
    ? `${repositoryName}:${name.imageTag}`
    : `${repositoryName}@${name.imageDigest}`;
}
