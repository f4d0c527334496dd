import type { ECRClient } from '@aws-sdk/client-ecr';
import { createIndexReader } from '../../registry/manifests/index-parts.ts';
import { isIndexType } from '../../registry/manifests/media-types.ts';
import type { ImageRow } from './rows.ts';

/**
 * The rows of a repository with the indexes that list each image. ECR counts reading a manifest as a pull of the
 * index, so the role that reads has to be among the registry's pull time update exclusions.
 */
export async function withParents(
  ecr: ECRClient,
  repositoryName: string,
  rows: readonly ImageRow[],
): Promise<ImageRow[]> {
  const indexes = rows.filter(isIndex).map(({ digest }) => digest);
  const read = await createIndexReader(ecr).partsOf(repositoryName, indexes);
  const parents = new Map<string, string[]>();
  for (const [index, parts = []] of read) {
    for (const part of parts) parents.set(part, [...(parents.get(part) ?? []), index]);
  }
  return rows.map((row) => ({ ...row, parents: (parents.get(row.digest) ?? []).sort() }));
}

function isIndex({ mediaType, status }: ImageRow): boolean {
  return status === 'ACTIVE' && isIndexType(mediaType);
}
