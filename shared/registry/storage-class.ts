import {
  type ECRClient,
  ImageStorageClassUpdateNotSupportedException,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { image } from './read.ts';
import { unlessGone } from './tags/races.ts';

/** Images of a repository and their storage class: what the audit log keeps of them before and after they are moved. */
export interface StorageClassState {
  storageClass: 'STANDARD' | 'ARCHIVE';
  /** Digests, an index before its parts. */
  images: readonly string[];
}

/** What became of images that were to be moved. One that is gone meanwhile is in none of these. */
export interface Moved {
  /** How many are in the storage class now, or on their way to it. */
  done: number;
  /** Why ECR does not move an image, as one that it is restoring, or one that an active index needs. */
  refused: ImageStorageClassUpdateNotSupportedException[];
  /** Whether nothing was changed: all are gone, refused, or there already. */
  unneeded: boolean;
}

/**
 * Moves images to the archive, an index before its parts, or restores them, an index after its parts, so that it can be
 * pulled as soon as it is restored, which takes up to 20 minutes. One that ECR refuses to move does not stop the others.
 */
export async function moveImages(
  ecr: ECRClient,
  repositoryName: string,
  { images, storageClass }: StorageClassState,
): Promise<Moved> {
  const moved: Moved = { done: 0, refused: [], unneeded: true };
  for (const digest of storageClass === 'ARCHIVE' ? images : images.toReversed()) {
    const outcome = await moveImage(ecr, repositoryName, digest, storageClass);
    if (outcome instanceof Error) moved.refused.push(outcome);
    else if (outcome !== 'gone') moved.done += 1;
    if (outcome === 'moved') moved.unneeded = false;
  }
  return moved;
}

async function moveImage(
  ecr: ECRClient,
  repositoryName: string,
  imageDigest: string,
  targetStorageClass: StorageClassState['storageClass'],
): Promise<'moved' | 'there already' | 'gone' | ImageStorageClassUpdateNotSupportedException> {
  const imageId = { imageDigest };
  const input = { repositoryName, imageId, targetStorageClass };
  try {
    const moved = await unlessGone(ecr.send(new UpdateImageStorageClassCommand(input)));
    return moved ? 'moved' : 'gone';
  } catch (error) {
    if (!(error instanceof ImageStorageClassUpdateNotSupportedException)) throw error;
    const found = await image(ecr, repositoryName, imageId, { imageStatus: 'ANY' });
    if (found === undefined) return 'gone';
    return storageClassOf(found) === targetStorageClass ? 'there already' : error;
  }
}

/** One that is being restored is on its way to STANDARD. */
export function storageClassOf({
  imageStatus,
}: {
  imageStatus?: string | undefined;
}): StorageClassState['storageClass'] {
  return imageStatus === 'ARCHIVED' ? 'ARCHIVE' : 'STANDARD';
}
