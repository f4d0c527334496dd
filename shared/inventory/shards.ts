import type { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import { cacheRules, type RegistryRepository, repositories } from '../registry/read.ts';
import { type Partition, shardKey } from './partition.ts';
import { findPrevious, type PreviousSummary } from './previous.ts';
import type { Store } from './store/store.ts';

/**
 * Repositories per shard. 100,000 repositories, the quota of a registry, make 400 shards; each of them is
 * a few minutes of work at ten calls a second, and one step of the nightly function.
 */
export const REPOSITORIES_PER_SHARD = 250;

const repository = z.looseObject({ repositoryName: z.string(), createdAt: z.optional(date()) });

/** What a shard is about: a range of repository names, and those that were in it when it was listed. */
const shardSchema = z.object({
  /** The names from here on, up to but not including `before`; null: from the first, to the last. */
  from: z.nullable(z.string()),
  before: z.nullable(z.string()),
  repositories: z.array(repository),
  /** Prefixes of the registry's pull-through cache rules. */
  cachePrefixes: z.array(z.string()),
  /** What the previous inventory has of the range; null when there was none. */
  previous: z.nullable(
    z.object({
      /** Parts with images of the range. */
      parts: z.array(z.string()),
      repositories: z.array(z.string()),
      /** Repositories that could not be read then. */
      failed: z.array(z.string()),
    }),
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
  // ECR does not say in which order it lists; the ranges of names have to be the same every night.
  listed.sort((a, b) => (a.repositoryName < b.repositoryName ? -1 : 1));
  const cachePrefixes = rules.map((rule) => rule.ecrRepositoryPrefix);
  const count = Math.max(1, Math.ceil(listed.length / REPOSITORIES_PER_SHARD));
  const start = (shard: number) => shard * REPOSITORIES_PER_SHARD;
  for (let shard = 0; shard < count; shard += 1) {
    const from = shard === 0 ? null : (listed[start(shard)]?.repositoryName ?? null);
    const before = listed[start(shard + 1)]?.repositoryName ?? null;
    const value: Shard = {
      ...{ from, before, cachePrefixes },
      repositories: listed.slice(start(shard), start(shard + 1)),
      previous: previous ? within(previous, from, before) : null,
    };
    const key = shardKey(partition, shard);
    await store.put(key, JSON.stringify(value), 'application/json');
  }
  return { repositories: listed.length, shards: count };
}

function within(previous: PreviousSummary, from: string | null, before: string | null) {
  const isIn = (name: string) =>
    (from === null || name >= from) && (before === null || name < before);
  const names = (list: readonly { repository: string }[]) =>
    list.map((it) => it.repository).filter(isIn);
  const overlaps = ({ first, last }: { first: string; last: string }) =>
    (from === null || last >= from) && (before === null || first < before);
  return {
    parts: previous.parts
      .filter((part) => part.table === 'images' && overlaps(part))
      .map(({ key }) => key),
    repositories: names(previous.perRepository),
    failed: names(previous.failed),
  };
}

export async function readShard(store: Store, partition: Partition, shard: number): Promise<Shard> {
  const key = shardKey(partition, shard);
  const found = await store.get(key);
  if (!found) throw new Error(`${store.place(key)} is gone: it was written when the run began`);
  return shardSchema.parse(JSON.parse(new TextDecoder().decode(found))) as Shard;
}

function date() {
  return z.pipe(
    z.string(),
    z.transform((text) => new Date(text)),
  );
}
