import type { ECRClient } from '@aws-sdk/client-ecr';
import { createIndexReader } from '../registry/manifests/index-parts.ts';
import { isIndex } from '../registry/manifests/media-types.ts';
import { image, type RegistryImage } from '../registry/read.ts';
import { explained } from '../runtime/explain.ts';
import { logger } from '../runtime/logger.ts';
import { type ImageUse, isUseOf, type Uses } from '../use/uses.ts';

/** At an event so many images in use of a repository are read, to see whether one is an index that lists the image. */
const MOST_READ = 100;

/**
 * Whether somebody runs an image, or a multi-arch image that lists it. What cannot be found out is true: then the image
 * is checked by the rules for what runs.
 */
export async function mayRun(
  ecr: ECRClient,
  { images, unknown }: Uses,
  repositoryName: string,
  looked: Pick<RegistryImage, 'imageDigest' | 'imageTags'>,
): Promise<boolean> {
  const uses = images.filter(({ repository }) => repository === repositoryName);
  if (unknown.length > 0 || uses.some((use) => isUseOf(use, looked))) return true;
  if (uses.length === 0) return false;
  if (uses.length > MOST_READ) return true;
  try {
    return await isPartOfOne(ecr, repositoryName, uses, looked.imageDigest);
  } catch (error) {
    const why = explained(error);
    logger.warn('An image counts as in use: others could not be read', { repositoryName, why });
    return true;
  }
}

async function isPartOfOne(
  ecr: ECRClient,
  repositoryName: string,
  uses: readonly ImageUse[],
  digest: string,
): Promise<boolean> {
  const indexes: string[] = [];
  for (const { imageId } of uses) {
    const found = await image(ecr, repositoryName, imageId);
    if (found && isIndex(found)) indexes.push(found.imageDigest);
  }
  const parts = await createIndexReader(ecr).partsOf(repositoryName, indexes);
  return parts.values().some((those) => those === undefined || those.includes(digest));
}
