import { BatchGetImageCommand, type ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import { indexMediaTypes } from '../../registry/manifests/media-types.ts';
import type { ImageRow } from './rows.ts';

/** The most images that one BatchGetImage takes. */
const IMAGES_AT_A_TIME = 100;

const index = z.object({ manifests: z.array(z.object({ digest: z.string() })) });

/**
 * The rows of a repository with the indexes that list each image. ECR counts reading a manifest as a pull of the
 * index, so the role that reads has to be among the registry's pull time update exclusions.
 */
export async function withParents(
  ecr: ECRClient,
  repositoryName: string,
  rows: readonly ImageRow[],
): Promise<ImageRow[]> {
  const digests = rows.filter(isIndex).map(({ digest }) => digest);
  const parents = new Map<string, string[]>();
  for (let at = 0; at < digests.length; at += IMAGES_AT_A_TIME) {
    const imageIds = digests
      .slice(at, at + IMAGES_AT_A_TIME)
      .map((imageDigest) => ({ imageDigest }));
    const command = new BatchGetImageCommand({
      ...{ repositoryName, imageIds },
      acceptedMediaTypes: [...indexMediaTypes],
    });
    for (const { imageId, imageManifest } of (await ecr.send(command)).images ?? []) {
      for (const child of childrenOf(imageManifest)) {
        parents.set(child, [...(parents.get(child) ?? []), imageId?.imageDigest ?? '']);
      }
    }
  }
  return rows.map((row) => ({ ...row, parents: (parents.get(row.digest) ?? []).sort() }));
}

function isIndex({ mediaType, status }: ImageRow): boolean {
  return status === 'ACTIVE' && indexMediaTypes.some((type) => type === mediaType);
}

function childrenOf(manifest: string | undefined): string[] {
  const parsed = index.safeParse(manifest === undefined ? undefined : JSON.parse(manifest));
  return parsed.success ? parsed.data.manifests.map(({ digest }) => digest) : [];
}
