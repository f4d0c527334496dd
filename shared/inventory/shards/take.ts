import type { RegistryRepository } from '../../registry/read.ts';
import { PartlyHandedOverError, type UnreadRepository, unread } from '../errors.ts';
import { readRepositories } from '../read.ts';
import { resultKey } from '../store/partition.ts';
import type { ShardResult } from './result.ts';
import { readShard, type Shard } from './shards.ts';
import type { ShardOptions, ShardWork } from './work.ts';
import { createShardWriter } from './writer.ts';

/** The progress; small, as the nightly function keeps it for every shard. */
export interface ShardProgress {
  /** The key of the result. */
  key: string;
  /** The index of the first repository that was not begun; undefined when all are done. */
  next?: number;
}

/**
 * Reads the repositories of a shard, or a slice of them, writes their rows, and keeps the result. Run
 * again on the same registry it writes the same files.
 */
export async function takeShard(work: ShardWork): Promise<ShardProgress> {
  const { store, partition, number, from = 0 } = work;
  const shard = await readShard(store, partition, number);
  const { result, next } = await readSlice(work, shard, []);
  const key = resultKey(partition, number, from);
  await store.put(key, JSON.stringify(result), 'application/json');
  return { key, ...(next !== undefined && { next }) };
}

interface SliceResult {
  result: ShardResult;
  next: number | undefined;
}

/** Starts again without the repositories that failed after a part of them had been written. */
async function readSlice(
  work: ShardWork,
  shard: Shard,
  unreadable: readonly UnreadRepository[],
): Promise<SliceResult> {
  const { ecr, takenAt: now, onRepository } = work;
  const slice = createSlice(shard.repositories, work, unreadable);
  const writer = createShardWriter(work, shard);
  try {
    const options = { sink: writer.sink, now, ...(onRepository && { onRepository }) };
    const reading = await readRepositories(ecr, slice.repositories(), options);
    const failed = [...reading.failed, ...unreadable];
    const next = slice.next();
    return { result: await writer.end({ ...reading, failed }, next), next };
  } catch (error) {
    if (!(error instanceof PartlyHandedOverError)) throw error;
    const { repository, cause } = error;
    // One that was deleted is not found the next time; one that failed might fail in the middle again.
    const more = cause === undefined ? [] : [unread(repository, cause)];
    return readSlice(work, shard, [...unreadable, ...more]);
  }
}

/** The repositories to read, as long as there is time. */
function createSlice(
  repositories: readonly RegistryRepository[],
  { from = 0, until = Number.POSITIVE_INFINITY }: ShardOptions,
  without: readonly UnreadRepository[],
) {
  const left = new Set(without.map(({ repository }) => repository));
  let next = from;
  return {
    *repositories() {
      for (; next < repositories.length && (next === from || Date.now() < until); next += 1) {
        const repository = repositories[next];
        if (repository && !left.has(repository.repositoryName)) yield repository;
      }
    },
    next: () => (next < repositories.length ? next : undefined),
  };
}
