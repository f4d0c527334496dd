import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { ImageUse } from '../use/uses.ts';

/** An image that is in the archive, so that the next pull of it is answered with a 404. */
export interface ArchivedUse {
  repository: string;
  digest: string;
  /** ISO 8601. */
  archivedAt?: string;
  uses: ImageUse[];
}

/** Those of the images that are in the archive now, each once, under whatever tags it runs. */
export async function archivedAmong(
  ecr: ECRClient,
  images: readonly ImageUse[],
): Promise<ArchivedUse[]> {
  const found = new Map<string, ArchivedUse>();
  const look = async (use: ImageUse) => {
    const detail = await detailOf(ecr, use);
    if (detail?.imageStatus !== 'ARCHIVED' || detail.imageDigest === undefined) return;
    const { repository } = use;
    const digest = detail.imageDigest;
    const archivedAt = detail.lastArchivedAt?.toISOString();
    const key = `${repository}@${digest}`;
    const known = found.get(key) ?? {
      repository,
      digest,
      ...(archivedAt && { archivedAt }),
      uses: [],
    };
    known.uses.push(use);
    found.set(key, known);
  };
  await pMap(images, look, { concurrency: REPOSITORIES_AT_A_TIME });
  return [...found.values()];
}

/** One by one: an image that is missing would fail the call for all of them. */
async function detailOf(ecr: ECRClient, { repository, imageId }: ImageUse) {
  const input = { repositoryName: repository, imageIds: [imageId] };
  // Without the filter, ECR lists ACTIVE images only; whether that holds for images by id is not documented.
  const filter = { imageStatus: 'ANY' as const };
  const answer = await unlessGone(ecr.send(new DescribeImagesCommand({ ...input, filter })));
  return answer?.imageDetails?.[0];
}
