import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { imagePages, type RegistryRepository } from '../../registry/read.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import { isOfRepository, PartlyReadError } from '../unread.ts';
import { createHandOver } from './hand-over.ts';
import { createTurns, type Turn } from './turns.ts';
import { type FailedVisit, type NamedVisit, openVisits } from './visits.ts';

/** What could not be read, or not be visited. A repository that was deleted meanwhile is in neither list. */
export interface Reading {
  /** Repositories that could not be read: no visit of them counts. In the order of names. */
  failed: { repository: string; error: unknown }[];
  failedVisits: FailedVisit[];
}

export interface ReadOptions {
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: ((repositoryName: string) => void) | undefined;
}

/** Pages are held for repositories that wait for their turn. */
const REPOSITORIES_AT_A_TIME = 16;

/**
 * Reads repositories once for all visits: several concurrently, and only those of which a visit needs images. Visits
 * get them one after the other, in their order.
 *
 * @throws PartlyReadError when a repository fails, or is deleted, after a visit has handed on a part of it.
 */
export async function visitRepositories(
  ecr: ECRClient,
  repositories: AsyncIterable<RegistryRepository> | Iterable<RegistryRepository>,
  visits: readonly NamedVisit[],
  { onRepository }: ReadOptions = {},
): Promise<Reading> {
  const turns = createTurns();
  const reading: Reading = { failed: [], failedVisits: [] };
  const visit = async (repository: RegistryRepository, turn: number) => {
    try {
      const error = await visitOne(ecr, repository, turns.of(turn), visits, reading);
      if (error) reading.failed.push({ repository: repository.repositoryName, error });
    } finally {
      turns.done(turn);
      onRepository?.(repository.repositoryName);
    }
  };
  await pMap(repositories, visit, { concurrency: REPOSITORIES_AT_A_TIME });
  reading.failed.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return reading;
}

/** @returns the error of a repository that could not be read. */
async function visitOne(
  ecr: ECRClient,
  repository: RegistryRepository,
  turn: Turn,
  visits: readonly NamedVisit[],
  { failedVisits }: Reading,
): Promise<Error | undefined> {
  const { repositoryName } = repository;
  const { filter, images, end } = await openVisits(visits, repository, (it) =>
    failedVisits.push(it),
  );
  const handOver = createHandOver(images, turn);
  const isPartlyHandedOn = () => handOver.begun() && visits.some(({ handsOn }) => handsOn);
  const read = async () => {
    if (filter === undefined) return true;
    for await (const page of imagePages(ecr, repositoryName, filter)) await handOver.page(page);
    return true;
  };
  try {
    const exists = await unlessGone(read());
    if (!exists && isPartlyHandedOn()) throw new PartlyReadError(repositoryName);
    if (!exists) return undefined;
  } catch (error) {
    if (!isOfRepository(error)) throw error;
    if (isPartlyHandedOn()) throw new PartlyReadError(repositoryName, { cause: error });
    return error;
  }
  await handOver.end();
  await end();
  return undefined;
}
