import { announce } from '../announce.ts';
import { imageNotFound } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { digestPattern } from './images.ts';

/** How a request names an image: by digest, by tag, or by both. */
export interface ImageId {
  imageDigest?: string | undefined;
  imageTag?: string | undefined;
}

/** Why one image of a batch was not changed; the call as a whole succeeds. */
export interface ImageFailure {
  imageId: ImageId;
  failureCode: string;
  failureReason: string;
}

/** Finds an image, or says why not. With both digest and tag, the tag must be that image's. */
export function findImage(repository: Repository, id: ImageId): Image | ImageFailure {
  const { imageDigest: digest, imageTag: tag } = id;
  if (digest === undefined && tag === undefined) {
    const reason = 'Invalid request parameters: both tag and digest cannot be null';
    return failure(id, 'MissingDigestAndTag', reason);
  }
  if (digest !== undefined && !digestPattern.test(digest)) {
    const reason = `Invalid request parameters: image digest should satisfy the regex '${digestPattern.source.slice(1, -1)}'`;
    return failure(id, 'InvalidImageDigest', reason);
  }
  const tagged = tag === undefined ? undefined : repository.images.tagged(tag);
  const image = digest === undefined ? tagged : repository.images.get(digest);
  if (!image) return failure(id, 'ImageNotFound', 'Requested image not found');
  if (tag !== undefined && tagged?.digest !== image.digest) {
    return failure(id, 'ImageTagDoesNotMatchDigest', 'Requested image tag does not match digest');
  }
  return image;
}

export function isFailure(found: Image | ImageFailure): found is ImageFailure {
  return 'failureCode' in found;
}

/**
 * The image, for calls without partial results.
 *
 * @throws AwsError `ImageNotFoundException`, whatever is wrong with the id
 */
export function requireImage(registry: Registry, repository: Repository, id: ImageId): Image {
  const found = findImage(repository, id);
  if (isFailure(found)) throw imageNotFound(registry, repository, id);
  return found;
}

/**
 * Deletes one image, or removes one of its tags. By tag: removes the tag, and with the last one deletes the image.
 * By digest: deletes the image and all its tags. By both, if they match: as by tag, unless the world says
 * otherwise; AWS does not document this case. A child of an image index stays, and so does its last tag, until the
 * index is deleted (Amazon ECR API reference, BatchDeleteImage and ImageFailure).
 */
export function deleteImage(
  ecr: Ecr,
  repository: Repository,
  id: ImageId,
): ImageId[] | ImageFailure {
  const image = findImage(repository, id);
  if (isFailure(image)) return image;
  const whole = id.imageDigest !== undefined && ecr.world.pairDeletesImage;
  if (id.imageTag !== undefined && image.tags.size > 1 && !whole) {
    repository.images.untag(image, id.imageTag);
    return announceRemoved(ecr, repository, image, [id.imageTag]);
  }
  const parents = repository.images.parentsOf(image.digest);
  if (parents.length > 0) {
    const reason = `Requested image referenced by manifest list: [${parents.join(', ')}]`;
    return failure(id, 'ImageReferencedByManifestList', reason);
  }
  repository.images.remove(image);
  return announceRemoved(ecr, repository, image, [...image.tags]);
}

/** Sends one event per removed tag, or one without a tag for an untagged image, and returns the same ids. */
function announceRemoved(
  ecr: Ecr,
  repository: Repository,
  image: Image,
  tags: readonly string[],
): ImageId[] {
  const removed = tags.length > 0 ? tags : [undefined];
  return removed.map((tag) => {
    announce(ecr, 'DELETE', repository, image, tag);
    return { imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) };
  });
}

function failure(imageId: ImageId, failureCode: string, failureReason: string): ImageFailure {
  return { imageId, failureCode, failureReason };
}
