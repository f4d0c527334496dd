import type { ECRClient } from '@aws-sdk/client-ecr';
import { moveImages } from '../../registry/storage-class.ts';
import type { Selected } from '../plan/plan.ts';
import { deleteImages } from './delete.ts';

/** What was done with the images of a unit. */
export interface Worked {
  /** `refused`: all of them, as another image needs them. */
  outcome: 'archived' | 'deleted' | 'refused';
}

/** Archives or deletes the images of a unit. */
export async function workOn(
  ecr: ECRClient,
  name: string,
  { action, images }: Selected,
): Promise<Worked> {
  if (action === 'delete') {
    const { done, refused } = await deleteImages(ecr, name, images);
    return { outcome: done === 0 && refused > 0 ? 'refused' : 'deleted' };
  }
  const digests = images.map(({ imageDigest }) => imageDigest);
  const { done, refused } = await moveImages(ecr, name, {
    storageClass: 'ARCHIVE',
    images: digests,
  });
  return { outcome: done === 0 && refused.length > 0 ? 'refused' : 'archived' };
}
