import type { ECRClient } from '@aws-sdk/client-ecr';
import { imagesOf } from '../../registry/read.ts';
import { type StoredImage, storedImage } from '../image.ts';
import type { Selected } from '../plan/plan.ts';

/** Whether the images of a unit are now as they were when it was selected. */
export async function sameAs(
  ecr: ECRClient,
  name: string,
  units: readonly Selected[],
): Promise<(unit: Selected) => boolean> {
  const digests = units.flatMap(({ images }) => images.map(({ imageDigest }) => imageDigest));
  const found = await imagesOf(ecr, name, digests, { imageStatus: 'ANY' });
  const now = new Map(found.map((it) => [it.imageDigest, storedImage(it)]));
  return ({ images }) =>
    images.every((image) => {
      const is = now.get(image.imageDigest);
      // One that is gone meanwhile cannot be lost.
      return is === undefined || stateOf(is) === stateOf(image);
    });
}

function stateOf({ imageTags = [], status, pushed }: StoredImage): string {
  return JSON.stringify([imageTags.toSorted(), status, pushed]);
}
