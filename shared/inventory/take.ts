import type { ECRClient } from '@aws-sdk/client-ecr';
import { identify, type RegistryIdentity } from '../registry/identity.ts';
import { type RegistryScope, repositories } from '../registry/read.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import { type UnreadRepository, unread } from '../walk/unread.ts';
import { NothingReadError } from './errors.ts';
import { type Counted, countingVisit } from './slices/count.ts';
import type { InventorySink } from './store/sink.ts';
import { type Counts, noImages, sum } from './summary/count.ts';

/** What a registry holds, in total. */
export interface Totals extends Counts {
  repositories: number;
  taggedImages: number;
}

/** What was read of a registry. */
export interface Reading extends Counted {
  /** Repositories that could not be read: they are not counted, and not empty. */
  failed: readonly UnreadRepository[];
}

export interface TakeOptions extends RegistryScope {
  /** Receives the images; default none: they are only counted. */
  sink?: InventorySink;
}

/** What a registry holds. */
export interface Inventory extends RegistryIdentity, Totals, Reading {
  /** False when a repository could not be read: the totals are without it. */
  complete: boolean;
}

/**
 * Counts every repository, image and tag: archived images too, which the API omits by default.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 * @throws NothingReadError when no repository at all could be read.
 * @throws PartlyReadError when a repository fails, or is deleted, with a part of it in the sink.
 */
export async function takeInventory(
  ecr: ECRClient,
  { names, onRepository, sink }: TakeOptions = {},
): Promise<Inventory> {
  const identity = await identify(ecr);
  const { visit, counted } = countingVisit({ ...(sink && { sink }) });
  const visits = [{ visitor: 'inventory', handsOn: sink !== undefined, visit }];
  const listed = repositories(ecr, names);
  const { failed } = await visitRepositories(ecr, listed, visits, { onRepository });
  const notRead = failed.map(({ repository, error }) => unread(repository, error));
  return toInventory(identity, { ...counted(), failed: notRead });
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
