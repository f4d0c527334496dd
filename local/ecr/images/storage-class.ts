import { AwsError } from '../../http/errors.ts';
import { announce } from '../announce.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { replicate } from '../replication/replicate.ts';
import { isStillThere } from '../repositories/repositories.ts';
import { scanOnPush } from '../scanning/on-push.ts';

/**
 * Moves an image to the archive. Its scan findings are lost. AWS does not document which moves it refuses; here an
 * image that is not in the standard class, and one that an image index in the standard class still lists.
 *
 * @throws AwsError `ImageStorageClassUpdateNotSupportedException`
 */
export function archiveImage(ecr: Ecr, repository: Repository, image: Image): void {
  if (image.status !== 'ACTIVE') throw notSupported(image, 'ARCHIVE', 'it is not active');
  if (activeIndexesOf(repository, image).length > 0) {
    throw notSupported(image, 'ARCHIVE', 'an active manifest list references it');
  }
  image.status = 'ARCHIVED';
  image.lastArchivedAt = ecr.now();
  image.scanned = undefined;
  announce(ecr, 'ARCHIVE', repository, image);
}

/** Digests of the indexes that keep an image out of the archive. */
export function activeIndexesOf({ images }: Repository, image: Image): string[] {
  const indexes = images.parentsOf(image.digest);
  return indexes.filter((digest) => images.get(digest)?.status === 'ACTIVE');
}

/**
 * Starts the restore of an image. Until it is done, the image is ACTIVATING and cannot be pulled; then it is
 * handled like a newly pushed image (Amazon ECR user guide, "Restoring an archived image").
 *
 * @throws AwsError `ImageStorageClassUpdateNotSupportedException` when it is not archived
 */
export function restoreImage(ecr: Ecr, repository: Repository, image: Image): void {
  if (image.status !== 'ARCHIVED') throw notSupported(image, 'STANDARD', 'it is not archived');
  image.status = 'ACTIVATING';
  finishRestore(ecr, repository, image);
}

/** Finishes the restore of an image that is ACTIVATING. */
export function finishRestore(ecr: Ecr, repository: Repository, image: Image): void {
  ecr.world.background.run('restore', repository.name, () => {
    if (!isStillThere(ecr.registry, repository, image)) return;
    if (image.status === 'ACTIVATING') restored(ecr, repository, image);
  });
}

function restored(ecr: Ecr, repository: Repository, image: Image): void {
  image.status = 'ACTIVE';
  image.lastActivatedAt = ecr.now();
  announce(ecr, 'RESTORE', repository, image);
  scanOnPush(ecr, repository, image);
  const tags = image.tags.size > 0 ? image.tags : [undefined];
  for (const tag of tags) replicate(ecr, repository, image, tag);
}

function notSupported(image: Image, target: 'STANDARD' | 'ARCHIVE', why: string): AwsError {
  return new AwsError(
    'ImageStorageClassUpdateNotSupportedException',
    `The image with digest '${image.digest}' cannot be moved to the storage class ${target}: ${why}`,
  );
}
