import { CreatePullThroughCacheRuleCommand, CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { publishInventory, type ShardEnd } from '../../../../shared/inventory/nightly/publish.ts';
import { runInventory } from '../../../../shared/inventory/nightly/run.ts';
import { rowsOf } from '../../../../shared/inventory/parquet/read.ts';
import { listShards, readShard } from '../../../../shared/inventory/shards/shards.ts';
import { takeShard } from '../../../../shared/inventory/shards/take.ts';
import { partitionOf } from '../../../../shared/inventory/store/partition.ts';
import type { Part, Summary } from '../../../../shared/inventory/summary/summary.ts';
import { index, manifest } from '../../../local/images.ts';
import { startTestAws } from '../../../local/start.ts';
import { ecrAnswering } from '../../../support/ecr-answering.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { type MemoryStore, memoryStore } from '../../../support/memory-store.ts';

const identity = { registryId: '123456789012', region: 'eu-west-1' };
const takenAt = new Date('2026-11-21T01:30:00Z');
const config = {
  prices: { standard: 0.1, archive: 0.1 },
  quotas: { repositories: 100_000, imagesPerRepository: 100_000 },
};
const options = { takenAt, config, settings: true, manifests: false };

async function rows<Name extends Part['table']>(store: MemoryStore, table: Name, summary: Summary) {
  const keys = summary.parts.filter((part) => part.table === table).map(({ key }) => key);
  const read = keys.map((key) =>
    Array.fromAsync(rowsOf(table, store.files.get(key) as Uint8Array)),
  );
  return (await Promise.all(read)).flat();
}

/** A day before, for a run that has to find something to compare with. */
async function runYesterday(ecr: Parameters<typeof runInventory>[0], store: MemoryStore) {
  const yesterday = new Date('2026-11-20T01:30:00Z');
  return runInventory(ecr, store, { ...options, settings: false, takenAt: yesterday });
}

test('slices of a shard come to the same rows and changes as the whole of it', async () => {
  const { ecr } = await startTestAws();
  const [whole, sliced] = [memoryStore(), memoryStore()];
  await createRepositories(ecr, 'a/gone', 'b/kept', 'c/kept', 'd/kept');
  for (const store of [whole, sliced]) await runYesterday(ecr, store);
  await createRepositories(ecr, 'bb/new', 'z/new');
  for (const name of ['b/kept', 'bb/new', 'd/kept']) await push(ecr, name, ['1.0.0']);

  const expected = await runInventory(ecr, whole, options);
  const partition = partitionOf(identity, takenAt);
  await listShards(ecr, sliced, partition);
  const end = { results: [] as string[] };
  for (let from: number | undefined = 0; from !== undefined; ) {
    const work = { ...options, ecr, store: sliced, partition, number: 0, from, until: 0 };
    const { key, next } = await takeShard(work);
    end.results.push(key);
    from = next;
  }
  const summary = await publishInventory(ecr, sliced, partition, [end], options);
  expect(end.results).toHaveLength(6);
  expect({ ...summary, parts: [] }).toEqual({ ...expected, parts: [] });
  for (const table of ['images', 'repositories', 'changes'] as const) {
    expect(await rows(sliced, table, summary)).toEqual(await rows(whole, table, expected));
  }
  expect(summary.comparison?.changes).toMatchObject({ 'repository-new': 2, 'image-new': 3 });
});

test('a shard that ends with an error has its other repositories named, and nothing told as gone', async () => {
  const { ecr } = await startTestAws();
  const store = memoryStore();
  await createRepositories(ecr, 'a/one', 'b/two', 'c/three');
  await runYesterday(ecr, store);
  const partition = partitionOf(identity, takenAt);
  await listShards(ecr, store, partition);
  const work = { ...options, ecr, store, partition, number: 0, until: 0 };
  const { key } = await takeShard(work);
  const ends: ShardEnd[] = [{ results: [key], error: 'throttled for too long' }];
  const summary = await publishInventory(ecr, store, partition, ends, options);
  expect(summary).toMatchObject({ complete: false, repositories: 1 });
  expect(summary.failed).toEqual([
    { repository: 'b/two', error: 'throttled for too long' },
    { repository: 'c/three', error: 'throttled for too long' },
  ]);
  expect(summary.comparison?.changes['repository-gone']).toBe(0);
});

test('a repository that fails in its middle is read anew without it: no row of it is written', async () => {
  const { aws, ecr } = await startTestAws();
  const store = memoryStore();
  await createRepositories(ecr, 'a/large', 'b/small');
  for (let i = 0; i < 1001; i += 1) await push(ecr, 'a/large', [], manifest(String(i)));
  await push(ecr, 'b/small', ['1.0.0']);
  const denied = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
  // The first two calls are the first pages of both; the third, the second page of the large one, fails.
  aws.faults.set([{ ...denied, after: 2, times: 1 }]);
  const summary = await runInventory(ecr, store, { ...options, settings: false });
  expect(summary.failed).toMatchObject([{ repository: 'a/large' }]);
  const written = await rows(store, 'images', summary);
  expect(written.map(({ repository }) => repository)).toEqual(['b/small']);
});

test('keeps what is set for a repository, and which rule caches it', async () => {
  const { ecr } = await startTestAws();
  const rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  const settings = { repositoryName: 'quay.io/a', imageTagMutability: 'IMMUTABLE' } as const;
  const tags = [{ Key: 'owner', Value: 'team-a' }];
  await ecr.send(new CreateRepositoryCommand({ ...settings, tags }));
  const store = memoryStore();
  const summary = await runInventory(ecr, store, options);
  expect(await rows(store, 'repositories', summary)).toMatchObject([
    {
      repository: 'quay.io/a',
      tagMutability: 'IMMUTABLE',
      encryption: 'AES256',
      ...{ cacheRule: 'quay.io', scanFrequency: 'MANUAL', resourceTags: { owner: 'team-a' } },
    },
  ]);
  expect(summary.cache).toMatchObject([{ prefix: 'quay.io', repositories: 1, images: 0 }]);
});

test('with manifests, an image knows the indexes that list it', async () => {
  const { ecr } = await startTestAws();
  const store = memoryStore();
  await createRepositories(ecr, 'a/multi');
  const child = await push(ecr, 'a/multi', [], manifest('child'));
  const parent = await push(ecr, 'a/multi', ['1.0.0'], index(manifest('child')));
  const summary = await runInventory(ecr, store, { ...options, manifests: true });
  const parents = (await rows(store, 'images', summary)).map((it) => [it.digest, it.parents]);
  expect(Object.fromEntries(parents)).toEqual({ [child]: [parent], [parent]: [] });
  const without = await runInventory(ecr, memoryStore(), options);
  expect(without.images).toBe(2);
});

test('an inventory that nobody can read is no yesterday, and an empty registry is no failure', async () => {
  const { ecr } = await startTestAws();
  const store = memoryStore();
  const key = 'summary/date=2026-11-20/account=123456789012/region=eu-west-1/inventory.json';
  await store.put(key, '{"of": "another program"}', 'application/json');
  const summary = await runInventory(ecr, store, options);
  expect(summary).toMatchObject({ complete: true, repositories: 0, images: 0 });
  expect(summary).not.toHaveProperty('comparison');
});

test('a damaged file of the day before takes nothing from this day: the comparison says so', async () => {
  const { ecr } = await startTestAws();
  const store = memoryStore();
  await createRepositories(ecr, 'a/one');
  await push(ecr, 'a/one', ['1.0.0']);
  const { parts } = await runYesterday(ecr, store);
  await store.put(parts[0]?.key ?? '', 'no Parquet', 'text/plain');
  const summary = await runInventory(ecr, store, options);
  expect(summary).toMatchObject({ complete: true, images: 1 });
  expect(summary.comparison).toMatchObject({
    difference: { images: 0 },
    notCompared: expect.stringContaining(`${parts[0]?.key} cannot be read`),
  });
});

test.each([
  [0, 1],
  [250, 1],
  [251, 2],
])('%i repositories are listed in %i shards, which cover all names', async (count, shards) => {
  const names = Array.from({ length: count }, (_, at) => `r/${String(at).padStart(3, '0')}`);
  const ecr = ecrAnswering({
    DescribeRepositories: () => ({
      repositories: names.toReversed().map((repositoryName) => ({ repositoryName })),
    }),
    DescribePullThroughCacheRules: () => ({ pullThroughCacheRules: [] }),
  });
  const store = memoryStore();
  const partition = partitionOf(identity, takenAt);
  expect(await listShards(ecr, store, partition)).toEqual({ repositories: count, shards });
  expect(store.files.size).toBe(shards);
  const ranges = await Promise.all(
    Array.from({ length: shards }, async (_, number) => {
      const { from, to, repositories } = await readShard(store, partition, number);
      return { from, to, first: repositories[0]?.repositoryName, of: repositories.length };
    }),
  );
  const [first, second] = ranges;
  expect(first).toMatchObject({ from: undefined, of: Math.min(count, 250), first: names[0] });
  expect(ranges.at(-1)?.to).toBeUndefined();
  if (second) expect([first?.to, second.from, second.first]).toEqual(Array(3).fill('r/250'));
});
