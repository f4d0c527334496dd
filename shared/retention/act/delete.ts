import { BatchDeleteImageCommand, type ECRClient, type ImageFailure } from '@aws-sdk/client-ecr';
import { isIndex } from '../../registry/manifests/media-types.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import type { StoredImage } from '../image.ts';
import type { Unit } from '../plan/units.ts';

/** The most images that one BatchDeleteImage takes. */
export const IMAGES_AT_A_TIME = 100;

/** What became of images that were to be deleted, by digest. One that was gone already is in neither. */
export interface Deleted {
  done: ReadonlySet<string>;
  failures: ReadonlyMap<string, ImageFailure>;
}

/** Deletes the images of units by digest, an index before its parts: ECR refuses to delete what an index lists. */
export async function deleteImages(
  ecr: ECRClient,
  repositoryName: string,
  units: readonly Unit[],
): Promise<Deleted> {
  const done = new Set<string>();
  const failures = new Map<string, ImageFailure>();
  for (const digests of inTurn(units)) {
    const imageIds = digests.map((imageDigest) => ({ imageDigest }));
    const answer = await unlessGone(
      ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds })),
    );
    for (const { imageDigest = '' } of answer?.imageIds ?? []) done.add(imageDigest);
    for (const failure of answer?.failures ?? []) {
      if (failure.failureCode === 'ImageNotFound') continue;
      failures.set(failure.imageId?.imageDigest ?? '', failure);
    }
  }
  return { done, failures };
}

/**
 * The digests of each call, whose order within it is ECR's: first the indexes that are roots, as none of them lists
 * another one; then each other index alone, as they may; then what is no index.
 */
function inTurn(units: readonly Unit[]): string[][] {
  const images = units.flatMap((unit) => unit.images.map((image) => ({ image, root: unit.root })));
  const indexes = images.filter(({ image }) => isIndex(image));
  const [roots = [], inner = []] = [true, false].map((is) =>
    indexes.filter(({ image, root }) => (image.imageDigest === root) === is),
  );
  const others = images.filter(({ image }) => !isIndex(image));
  return [...batches(roots), ...inner.flatMap((one) => batches([one])), ...batches(others)];
}

function batches(images: readonly { image: StoredImage }[]): string[][] {
  const digests = images.map(({ image }) => image.imageDigest);
  const calls = Math.ceil(digests.length / IMAGES_AT_A_TIME);
  return Array.from({ length: calls }, (_, call) =>
    digests.slice(call * IMAGES_AT_A_TIME, (call + 1) * IMAGES_AT_A_TIME),
  );
}
