import type { ECRClient } from '@aws-sdk/client-ecr';
import { identify, type RegistryIdentity } from '../registry/identity.ts';
import { type RegistryScope, repositories } from '../registry/read.ts';
import { NothingReadError } from './errors.ts';
import { type Reading, type ReadOptions, readRepositories } from './read.ts';
import { type Counts, noImages, sum } from './summary/count.ts';

/** What a registry holds, in total. */
export interface Totals extends Counts {
  repositories: number;
  taggedImages: number;
}

/** What a registry holds. */
export interface Inventory extends RegistryIdentity, Totals, Reading {
  /** False when a repository could not be read: the totals are without it. */
  complete: boolean;
}

/**
 * Counts every repository, image and tag.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 * @throws NothingReadError when no repository at all could be read.
 */
export async function takeInventory(
  ecr: ECRClient,
  { names, ...options }: RegistryScope & ReadOptions = {},
): Promise<Inventory> {
  const identity = await identify(ecr);
  const reading = await readRepositories(ecr, repositories(ecr, names), options);
  return toInventory(identity, reading);
}

/** @throws NothingReadError when no repository at all could be read. */
export function toInventory(identity: RegistryIdentity, reading: Reading): Inventory {
  const { perRepository, failed, ages } = reading;
  if (perRepository.length === 0 && failed.length > 0) throw new NothingReadError(failed);
  const { images, untaggedImages, tags, bytes, ...rest } = perRepository.reduce(sum, noImages());
  return {
    ...identity,
    repositories: perRepository.length,
    images,
    taggedImages: images - untaggedImages,
    untaggedImages,
    tags,
    bytes,
    ...rest,
    complete: failed.length === 0,
    failed,
    ages,
    perRepository,
  };
}
