import type { ECRClient } from '@aws-sdk/client-ecr';
import { ImageFailureError } from '../../registry/manifests/image-failure.ts';
import { moveImages } from '../../registry/storage-class.ts';
import type { Selected } from '../plan/plan.ts';
import { type Deleted, deleteImages } from './delete.ts';

/** What was done with the images of a unit. */
export type Worked =
  /** `refused`: all of them, as another image needs them. */
  { outcome: 'archived' | 'deleted' | 'refused' } | { outcome: 'failed'; error: unknown };

/** Archives or deletes the images of units, which all have the same action. */
export async function workOn(
  ecr: ECRClient,
  name: string,
  units: readonly Selected[],
): Promise<Worked[]> {
  if (units[0]?.action === 'delete') {
    const deleted = await deleteImages(ecr, name, units);
    return units.map((unit) => deletedOf(name, unit, deleted));
  }
  const worked: Worked[] = [];
  for (const unit of units) worked.push(await archive(ecr, name, unit));
  return worked;
}

async function archive(ecr: ECRClient, name: string, { images }: Selected): Promise<Worked> {
  const digests = images.map(({ imageDigest }) => imageDigest);
  const { done, refused } = await moveImages(ecr, name, {
    ...{ storageClass: 'ARCHIVE', images: digests },
  });
  return { outcome: done === 0 && refused.length > 0 ? 'refused' : 'archived' };
}

function deletedOf(name: string, { images }: Selected, { done, failures }: Deleted): Worked {
  const failed = images.flatMap(({ imageDigest }) => failures.get(imageDigest) ?? []);
  const other = failed.find((it) => it.failureCode !== 'ImageReferencedByManifestList');
  if (other)
    return { outcome: 'failed', error: new ImageFailureError('BatchDeleteImage', name, other) };
  const isRefused = failed.length > 0 && !images.some(({ imageDigest }) => done.has(imageDigest));
  return { outcome: isRefused ? 'refused' : 'deleted' };
}
