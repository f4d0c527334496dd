import {
  BatchDeleteImageCommand,
  type ECRClient,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { ImageFailureError } from '../../registry/manifests/image-failure.ts';
import { isIndex } from '../../registry/manifests/media-types.ts';
import type { StoredImage } from '../image.ts';

/** How many images were deleted. */
export interface Deleted {
  done: number;
  /** ECR refuses it: an index lists the image. */
  refused: number;
}

/** The most images that one BatchDeleteImage takes. */
const IMAGES_AT_A_TIME = 100;

/** Deletes images by digest, an index before its parts: ECR refuses to delete what an index lists. */
export async function deleteImages(
  ecr: ECRClient,
  repositoryName: string,
  images: readonly StoredImage[],
): Promise<Deleted> {
  const result = { done: 0, refused: 0 };
  for (const digests of inTurn(images)) {
    const imageIds = digests.map((imageDigest) => ({ imageDigest }));
    try {
      const { failures = [], imageIds: deleted = [] } = await ecr.send(
        new BatchDeleteImageCommand({ repositoryName, imageIds }),
      );
      const by = Map.groupBy(failures, ({ failureCode }) => failureCode);
      const {
        ImageNotFound = [],
        ImageReferencedByManifestList: referenced = [],
        ...others
      } = Object.fromEntries(by);
      const [other] = Object.values(others).flat();
      if (other) throw new ImageFailureError('BatchDeleteImage', repositoryName, other);
      result.done += new Set(deleted.map(({ imageDigest }) => imageDigest)).size;
      result.refused += referenced.length;
    } catch (error) {
      if (!(error instanceof RepositoryNotFoundException)) throw error;
    }
  }
  return result;
}

/** Each index in a call of its own: within a call, the order is ECR's. */
function inTurn(images: readonly StoredImage[]): string[][] {
  const [indexes, others] = [images.filter(isIndex), images.filter((it) => !isIndex(it))];
  const calls = indexes.map(({ imageDigest }) => [imageDigest]);
  for (let at = 0; at < others.length; at += IMAGES_AT_A_TIME) {
    calls.push(others.slice(at, at + IMAGES_AT_A_TIME).map(({ imageDigest }) => imageDigest));
  }
  return calls;
}
