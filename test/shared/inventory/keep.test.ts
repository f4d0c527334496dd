import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { type KeepOptions, keepInventory } from '../../../shared/inventory/keep.ts';
import { rowsOf } from '../../../shared/inventory/parquet/read.ts';
import type { Part, Summary } from '../../../shared/inventory/summary/summary.ts';
import { index, manifest } from '../../local/images.ts';
import { crowded } from '../../local/snapshots.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, push } from '../../support/images.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';

const takenAt = new Date('2026-11-21T01:30:00Z');
const { inventory } = parseRegistryConfig('');
const config = { ...inventory, settings: true, manifests: false };

/** Takes the inventory of that day. */
const run = (ecr: ECRClient, store: MemoryStore, options: Partial<KeepOptions> = {}) =>
  keepInventory(ecr, { store, config, takenAt, ...options });

async function rows<Name extends Part['table']>(store: MemoryStore, table: Name, summary: Summary) {
  const keys = summary.parts.filter((part) => part.table === table).map(({ key }) => key);
  const read = keys.map((key) =>
    Array.fromAsync(rowsOf(table, store.files.get(key) as Uint8Array)),
  );
  return (await Promise.all(read)).flat();
}

/** A day before, for a run that has to find something to compare with. */
function runYesterday(ecr: ECRClient, store: MemoryStore) {
  const yesterday = new Date('2026-11-20T01:30:00Z');
  return run(ecr, store, { config: inventory, takenAt: yesterday });
}

test.each([1, 2, 4])(
  'slices of %i come to the same rows and changes as the whole',
  async (perSlice) => {
    const { ecr } = await startTestAws();
    const [whole, sliced] = [memoryStore(), memoryStore()];
    await createRepositories(ecr, 'a/gone', 'b/kept', 'c/kept', 'd/kept');
    for (const store of [whole, sliced]) await runYesterday(ecr, store);
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'a/gone' }));
    await createRepositories(ecr, 'bb/new', 'z/new');
    for (const name of ['b/kept', 'bb/new', 'd/kept']) await push(ecr, name, ['1.0.0']);

    const expected = await run(ecr, whole);
    const summary = await run(ecr, sliced, { perSlice });
    expect({ ...summary, parts: [] }).toEqual({ ...expected, parts: [] });
    for (const table of ['images', 'repositories', 'changes'] as const) {
      expect(await rows(sliced, table, summary)).toEqual(await rows(whole, table, expected));
    }
    const changes = { 'repository-new': 2, 'repository-gone': 1, 'image-new': 3 };
    expect(summary.comparison?.changes).toMatchObject(changes);
    expect([...sliced.files.keys()].some((key) => key.startsWith('runs/'))).toBe(false);
  },
);

test('a repository that cannot be read is named, and nothing of it is reported as gone', async () => {
  const { aws, ecr } = await startTestAws();
  const store = memoryStore();
  await createRepositories(ecr, 'a/one', 'b/two', 'c/three');
  await push(ecr, 'b/two', ['1.0.0']);
  await runYesterday(ecr, store);
  const denied = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
  aws.faults.set([{ ...denied, after: 1, times: 1 }]);
  const summary = await run(ecr, store, { perSlice: 1 });
  expect(summary).toMatchObject({ complete: false, repositories: 2 });
  expect(summary.failed).toMatchObject([{ repository: 'b/two' }]);
  expect(summary.comparison?.changes).toMatchObject({ 'repository-gone': 0, 'image-gone': 0 });
});

test('what cannot be written fails the run, and is no inventory', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/one', 'b/two');
  await push(ecr, 'b/two', ['1.0.0']);
  const store = memoryStore();
  const put: MemoryStore['put'] = async (key, ...given) => {
    if (key.startsWith('images/')) throw new Error('the disk is full');
    return store.put(key, ...given);
  };
  await expect(run(ecr, { ...store, put }, { perSlice: 1 })).rejects.toThrow('the disk is full');
  expect([...store.files.keys()].filter((key) => key.startsWith('summary/'))).toEqual([]);
});

test('a repository that fails in its middle is read anew without it: no row of it is written', async () => {
  const { aws, ecr } = await startTestAws({ snapshot: crowded('a/large', 1001) });
  const store = memoryStore();
  await createRepositories(ecr, 'b/small');
  await push(ecr, 'b/small', ['1.0.0']);
  const denied = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
  // The first two calls are the first pages of both; the third, the second page of the large one, fails.
  aws.faults.set([{ ...denied, after: 2, times: 1 }]);
  const summary = await run(ecr, store, { config: inventory });
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
  const summary = await run(ecr, store);
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
  const summary = await run(ecr, store, { config: { ...config, manifests: true } });
  const parents = (await rows(store, 'images', summary)).map((it) => [it.digest, it.parents]);
  expect(Object.fromEntries(parents)).toEqual({ [child]: [parent], [parent]: [] });
  const without = await run(ecr, memoryStore());
  expect(without.images).toBe(2);
});

test('an inventory that nobody can read is no yesterday, and an empty registry is no failure', async () => {
  const { ecr } = await startTestAws();
  const store = memoryStore();
  const key = 'summary/date=2026-11-20/account=123456789012/region=eu-west-1/inventory.json';
  await store.put(key, '{"of": "another program"}', 'application/json');
  const summary = await run(ecr, store);
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
  const summary = await run(ecr, store);
  expect(summary).toMatchObject({ complete: true, images: 1 });
  expect(summary.comparison).toMatchObject({
    difference: { images: 0 },
    notCompared: expect.stringContaining(`${parts[0]?.key} cannot be read`),
  });
});
