import {
  type ECRClient,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { imagePages, type RegistryRepository } from '../../registry/read.ts';
import { isOfRepository, PartlyReadError } from '../unread.ts';
import { createHandOver } from './hand-over.ts';
import { createTurns, type Turn } from './turns.ts';
import { type FailedVisit, type NamedVisit, openVisits } from './visits.ts';

/** What could not be read, or not be visited. A repository that was deleted meanwhile is in neither list. */
export interface Reading {
  /** Repositories whose images could not be read, and the visitors that need them. In the order of names. */
  failed: { repository: string; error: unknown; visitors: string[] }[];
  failedVisits: FailedVisit[];
}

export interface ReadOptions {
  /** Repositories whose images cannot be read, by name, and why: it is not tried again. Default: none. */
  unreadable?: ReadonlyMap<string, unknown> | undefined;
  /** How many repositories are read concurrently; default: REPOSITORIES_AT_A_TIME. */
  atATime?: number | undefined;
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: ((repositoryName: string) => void) | undefined;
}

/** By one process. Pages are held for repositories that wait for their turn. */
export const REPOSITORIES_AT_A_TIME = 12;

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
  {
    unreadable = new Map(),
    atATime: concurrency = REPOSITORIES_AT_A_TIME,
    onRepository,
  }: ReadOptions = {},
): Promise<Reading> {
  const turns = createTurns();
  const reading: Reading = { failed: [], failedVisits: [] };
  const visit = async (repository: RegistryRepository, turn: number) => {
    try {
      await visitOne(ecr, repository, { turn: turns.of(turn), visits, reading, unreadable });
    } finally {
      turns.done(turn);
      onRepository?.(repository.repositoryName);
    }
  };
  await pMap(repositories, visit, { concurrency });
  reading.failed.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return reading;
}

interface VisitOne {
  turn: Turn;
  visits: readonly NamedVisit[];
  reading: Reading;
  unreadable: ReadonlyMap<string, unknown>;
}

async function visitOne(
  ecr: ECRClient,
  repository: RegistryRepository,
  { turn, visits, reading, unreadable }: VisitOne,
): Promise<void> {
  const { repositoryName: name } = repository;
  const opened = await openVisits(visits, repository, (it) => reading.failedVisits.push(it));
  const handOver = createHandOver(opened.images, turn);
  const read = async () => {
    if (opened.filter === undefined) return;
    if (unreadable.has(name)) throw unreadable.get(name);
    for await (const page of imagePages(ecr, name, opened.filter)) await handOver.page(page);
  };
  try {
    await read();
  } catch (error) {
    const isGone =
      error instanceof RepositoryNotFoundException || error instanceof ImageNotFoundException;
    if (!isGone && !unreadable.has(name) && !isOfRepository(error)) throw error;
    if (handOver.begun() && visits.some(({ handsOn }) => handsOn)) {
      throw new PartlyReadError(name, isGone ? {} : { cause: error });
    }
    if (isGone) return;
    reading.failed.push({ repository: name, error, visitors: opened.needing });
    await turn.comes();
    return opened.endWithoutImages();
  }
  await handOver.end();
  await opened.end();
}
