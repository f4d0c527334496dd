import {
  type ECRClient,
  ImageStorageClassUpdateNotSupportedException,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { image } from './read.ts';
import { unlessGone } from './tags/races.ts';

/** An image and its storage class: what the audit log keeps of an image before and after it is moved. */
export interface StoredImage {
  digest: string;
  storageClass: 'STANDARD' | 'ARCHIVE';
}

/**
 * Moves an image to the archive, or restores it, which takes up to 20 minutes. Nothing is done to one that is there
 * already, or gone.
 *
 * @throws ImageStorageClassUpdateNotSupportedException for an image that ECR does not move, as one that it is restoring.
 */
export async function moveImage(
  ecr: ECRClient,
  repositoryName: string,
  { digest: imageDigest, storageClass: targetStorageClass }: StoredImage,
): Promise<{ outcome: string; unneeded?: true }> {
  const imageId = { imageDigest };
  const input = { repositoryName, imageId, targetStorageClass };
  try {
    const moved = await unlessGone(ecr.send(new UpdateImageStorageClassCommand(input)));
    return moved ? { outcome: 'moved' } : { outcome: 'gone', unneeded: true };
  } catch (error) {
    if (!(error instanceof ImageStorageClassUpdateNotSupportedException)) throw error;
    const found = await image(ecr, repositoryName, imageId, { imageStatus: 'ANY' });
    if (found && storageClassOf(found) !== targetStorageClass) throw error;
    return { outcome: found ? 'there already' : 'gone', unneeded: true };
  }
}

/** One that is being restored is on its way to STANDARD. */
export function storageClassOf({
  imageStatus,
}: {
  imageStatus?: string | undefined;
}): StoredImage['storageClass'] {
  return imageStatus === 'ARCHIVED' ? 'ARCHIVE' : 'STANDARD';
}
