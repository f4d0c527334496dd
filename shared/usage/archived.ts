import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { image, REPOSITORIES_AT_A_TIME, type RegistryImage } from '../registry/read.ts';
import type { ImageUse } from '../use/uses.ts';

/** An image that is in the archive, so that the next pull of it is answered with a 404. */
export interface ArchivedUse {
  repository: string;
  digest: string;
  /** ISO 8601. */
  archivedAt?: string;
  /** Who runs it, or the index that lists it. */
  uses: ImageUse[];
  /** The digest of the image index that is in use and lists it. Default: it is run itself. */
  index?: string;
}

export function archivedUse(
  repository: string,
  { imageDigest: digest, lastArchivedAt }: Pick<RegistryImage, 'imageDigest' | 'lastArchivedAt'>,
  uses: readonly ImageUse[],
): ArchivedUse {
  const archivedAt = lastArchivedAt?.toISOString();
  return { repository, digest, ...(archivedAt !== undefined && { archivedAt }), uses: [...uses] };
}

/** Those of the images that are in the archive now, each once, under whatever tags it runs. */
export async function archivedAmong(
  ecr: ECRClient,
  images: readonly ImageUse[],
): Promise<ArchivedUse[]> {
  const found = new Map<string, ArchivedUse>();
  const look = async (use: ImageUse) => {
    const { repository, imageId } = use;
    // One by one: an image that is missing would fail the call for all of them. Without the filter, ECR lists ACTIVE
    // images only; whether that holds for images by id is not documented.
    const detail = await image(ecr, repository, imageId, { imageStatus: 'ANY' });
    if (detail?.imageStatus !== 'ARCHIVED') return;
    const key = `${repository}@${detail.imageDigest}`;
    const known = found.get(key) ?? archivedUse(repository, detail, []);
    known.uses.push(use);
    found.set(key, known);
  };
  await pMap(images, look, { concurrency: REPOSITORIES_AT_A_TIME });
  return [...found.values()];
}
