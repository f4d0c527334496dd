import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import { identify, type RegistryIdentity } from '../registry/identity.ts';
import { unlessGone } from '../registry/races.ts';
import {
  images,
  REPOSITORIES_AT_A_TIME,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { type Counts, countImage, noImages, sum } from './count.ts';

/** What a registry holds. `bytes` is what ECR bills: compressed sizes, as DescribeImages tells them. */
export interface Inventory extends RegistryIdentity {
  repositories: number;
  images: number;
  taggedImages: number;
  untaggedImages: number;
  tags: number;
  bytes: number;
  /** In the order of the API: by name. */
  perRepository: RepositoryCount[];
}

export interface RepositoryCount extends Counts {
  repository: string;
}

/**
 * Counts every repository, image and tag: archived images too, which the API leaves out unless asked.
 * Holds one page of images per repository that is being read, and a row of figures per repository.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function takeInventory(
  ecr: ECRClient,
  { names, onRepository }: RegistryScope = {},
): Promise<Inventory> {
  const identity = await identify(ecr);
  const perRepository: RepositoryCount[] = [];
  const count = async ({ repositoryName }: { repositoryName: string }) => {
    const counted = await unlessGone(countRepository(ecr, repositoryName));
    onRepository?.(repositoryName);
    return counted;
  };
  const counts = pMapIterable(repositories(ecr, names), count, {
    concurrency: REPOSITORIES_AT_A_TIME,
  });
  for await (const counted of counts) if (counted) perRepository.push(counted);
  const { images, untaggedImages, tags, bytes } = perRepository.reduce(sum, noImages());
  return {
    ...identity,
    repositories: perRepository.length,
    images,
    taggedImages: images - untaggedImages,
    untaggedImages,
    tags,
    bytes,
    perRepository,
  };
}

async function countRepository(ecr: ECRClient, repository: string): Promise<RepositoryCount> {
  const count = { repository, ...noImages() };
  for await (const image of images(ecr, repository, { imageStatus: 'ANY' })) {
    countImage(count, image);
  }
  return count;
}
