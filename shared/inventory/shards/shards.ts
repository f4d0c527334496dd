import type { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import { cacheRules, type RegistryRepository, repositories } from '../../registry/read.ts';
import type { Store } from '../../walk/store/store.ts';
import { isInRange, type NameRange, overlaps } from '../compare/parts.ts';
import { findPrevious, type PreviousSummary, part } from '../compare/previous.ts';
import { type Partition, shardKey } from '../store/partition.ts';

/**
 * Repositories per shard. 100,000 repositories, the quota of a registry, make 400 shards; each of them is
 * a few minutes of work at ten calls a second, and one step of the nightly function.
 */
export const REPOSITORIES_PER_SHARD = 250;

const repository = z.looseObject({ repositoryName: z.string(), createdAt: z.optional(date()) });

const named = z.object({ repository: z.string() });

/** The scope of a shard: a range of repository names, and the repositories in it when it was listed. */
const shardSchema = z.object({
  /** The range of names: the ranges cover all possible names, so that a deleted repository is in one, too. */
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  repositories: z.array(repository),
  /** Prefixes of the registry's pull through cache rules. */
  cachePrefixes: z.array(z.string()),
  /** The previous inventory of the range; null when there was none. */
  previous: z.nullable(
    z.object({ parts: z.array(part), perRepository: z.array(named), failed: z.array(named) }),
  ),
});

export type Shard = Omit<z.infer<typeof shardSchema>, 'repositories'> & {
  repositories: RegistryRepository[];
};

/** Lists the registry, sorted by name, and keeps the list in shards for `takeShard`. */
export async function listShards(
  ecr: ECRClient,
  store: Store,
  partition: Partition,
): Promise<{ repositories: number; shards: number }> {
  const [listed, rules, previous] = await Promise.all([
    Array.fromAsync(repositories(ecr)),
    cacheRules(ecr),
    findPrevious(store, partition),
  ]);
  // AWS does not document the order of the list; the ranges of names have to be the same every night.
  listed.sort((a, b) => (a.repositoryName < b.repositoryName ? -1 : 1));
  const cachePrefixes = rules.map((rule) => rule.ecrRepositoryPrefix);
  const count = Math.max(1, Math.ceil(listed.length / REPOSITORIES_PER_SHARD));
  const nameAt = (index: number) => listed[index]?.repositoryName;
  for (let shard = 0; shard < count; shard += 1) {
    const [start, end] = [shard * REPOSITORIES_PER_SHARD, (shard + 1) * REPOSITORIES_PER_SHARD];
    const range = { from: shard === 0 ? undefined : nameAt(start), to: nameAt(end) };
    const value: Shard = {
      ...{ ...range, cachePrefixes },
      repositories: listed.slice(start, end),
      previous: previous ? within(previous, range) : null,
    };
    await store.put(shardKey(partition, shard), JSON.stringify(value), 'application/json');
  }
  return { repositories: listed.length, shards: count };
}

function within(previous: PreviousSummary, range: NameRange): NonNullable<Shard['previous']> {
  const names = (list: readonly { repository: string }[]) =>
    list.flatMap(({ repository }) => (isInRange(repository, range) ? { repository } : []));
  return {
    parts: previous.parts.filter((it) => it.table === 'images' && overlaps(it, range)),
    perRepository: names(previous.perRepository),
    failed: names(previous.failed),
  };
}

/** The range of names of a slice of a shard: from a repository on, up to that of the next slice. */
export function rangeOf(shard: Shard, from: number, next: number | undefined): NameRange {
  const nameAt = (index: number) => shard.repositories[index]?.repositoryName;
  return {
    from: from === 0 ? shard.from : nameAt(from),
    to: next === undefined ? shard.to : nameAt(next),
  };
}

export async function readShard(store: Store, partition: Partition, shard: number): Promise<Shard> {
  const key = shardKey(partition, shard);
  const found = await store.get(key);
  if (!found) throw new Error(`${store.place(key)} is missing: it was written when the run began`);
  return shardSchema.parse(JSON.parse(new TextDecoder().decode(found))) as Shard;
}

function date() {
  return z.pipe(
    z.string(),
    z.transform((text) => new Date(text)),
  );
}
