import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { IndexReader } from '../registry/manifests/index-parts.ts';
import { image, imagePages, type RegistryImage } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { type ImageUse, type Uses, usesByRepository } from '../use/uses.ts';
import type { ArchivedUse } from './archived.ts';
import { visitUses } from './visit.ts';

/** Repositories that are read concurrently, and images of each. */
const AT_A_TIME = 8;

/**
 * Archived images among those in use and what they need, as the nightly walk finds them. Of a repository without archived
 * images, one call; of any other, one more for each image that is in use.
 *
 * @param indexes - See visitUses.
 */
export async function archivedAmong(
  ecr: ECRClient,
  uses: Uses,
  indexes: IndexReader | undefined,
): Promise<ArchivedUse[]> {
  const look = async ([name, own]: [string, ImageUse[]]) => {
    const archived = (await unlessGone(allArchived(ecr, name))) ?? [];
    if (archived.length === 0) return [];
    const named = await inUseOf(ecr, own);
    const images = new Map([...archived, ...named].map((it) => [it.imageDigest, it]));
    let found: ArchivedUse[] = [];
    const visit = visitUses(name, own, indexes, (seen) => {
      found = seen.archived;
    });
    visit.images?.([...images.values()]);
    await visit.end?.();
    return found;
  };
  return (await pMap(usesByRepository(uses), look, { concurrency: AT_A_TIME })).flat();
}

async function allArchived(ecr: ECRClient, name: string): Promise<RegistryImage[]> {
  const pages = imagePages(ecr, name, { imageStatus: 'ARCHIVED' });
  return (await Array.fromAsync(pages)).flat();
}

async function inUseOf(ecr: ECRClient, own: readonly ImageUse[]): Promise<RegistryImage[]> {
  // One by one: an image that is missing would fail the call for all of them. Without the filter, ECR lists ACTIVE
  // images only; whether that holds for images by id is not documented.
  const read = ({ repository, imageId }: ImageUse) =>
    image(ecr, repository, imageId, { imageStatus: 'ANY' });
  const found = await pMap(own, read, { concurrency: AT_A_TIME });
  return found.filter((it) => it !== undefined);
}
