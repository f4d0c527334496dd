import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap, { pMapSkip } from 'p-map';
import { imagePages, REPOSITORIES_AT_A_TIME, type RegistryRepository } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { createTurns } from '../walk/reading/turns.ts';
import { isOfRepository, PartlyHandedOverError, type UnreadRepository, unread } from './errors.ts';
import { createHandOver, type HandOver } from './shards/hand-over.ts';
import type { InventorySink } from './store/sink.ts';
import { type Ages, addAge, noAges, sumAges } from './summary/ages.ts';
import { countImage, noImages, type RepositoryCount } from './summary/count.ts';

/** What was read of some repositories, in their order. One that was deleted meanwhile is in neither list. */
export interface Reading {
  perRepository: RepositoryCount[];
  /** Repositories that could not be read: they are not counted, and not empty. */
  failed: UnreadRepository[];
  ages: Ages;
}

export interface ReadOptions {
  /** Receives the images; default none: they are only counted. */
  sink?: InventorySink;
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: (repositoryName: string) => void;
  /** The time that ages are counted from; default the machine's. */
  now?: Date;
}

/** Fewer than where images are only counted, as pages are held for those that wait for their turn. */
const REPOSITORIES_AT_A_SINK = 16;

/**
 * Reads all images of the repositories, several repositories concurrently: archived images too, which the API omits
 * by default.
 *
 * @throws PartlyHandedOverError when a repository fails, or is deleted, with a part of it in the sink.
 */
export async function readRepositories(
  ecr: ECRClient,
  repositories: AsyncIterable<RegistryRepository> | Iterable<RegistryRepository>,
  { sink, onRepository, now = new Date() }: ReadOptions = {},
): Promise<Reading> {
  const turns = createTurns();
  const failed: UnreadRepository[] = [];
  let ages = noAges();
  const visit = async (repository: RegistryRepository, turn: number) => {
    const { repositoryName } = repository;
    const handOver = sink && createHandOver(sink, repository, turns.of(turn));
    try {
      const read = await unlessGone(readRepository(ecr, repositoryName, now, handOver));
      if (read === undefined) {
        if (handOver?.begun()) throw new PartlyHandedOverError(repositoryName);
        return pMapSkip;
      }
      ages = sumAges(ages, read.ages);
      return read.count;
    } catch (error) {
      if (!isOfRepository(error)) throw error;
      if (handOver?.begun()) throw new PartlyHandedOverError(repositoryName, { cause: error });
      failed.push(unread(repositoryName, error));
      return pMapSkip;
    } finally {
      turns.done(turn);
      onRepository?.(repositoryName);
    }
  };
  const concurrency = sink ? REPOSITORIES_AT_A_SINK : REPOSITORIES_AT_A_TIME;
  const perRepository = await pMap(repositories, visit, { concurrency });
  failed.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return { perRepository, failed, ages };
}

async function readRepository(
  ecr: ECRClient,
  repository: string,
  now: Date,
  handOver: HandOver | undefined,
): Promise<{ count: RepositoryCount; ages: Ages }> {
  const count: RepositoryCount = { repository, ...noImages() };
  const ages = noAges();
  for await (const page of imagePages(ecr, repository, { imageStatus: 'ANY' })) {
    for (const image of page) {
      countImage(count, image);
      addAge(ages, image, now.getTime());
    }
    await handOver?.page(page);
  }
  await handOver?.end(count);
  return { count, ages };
}
