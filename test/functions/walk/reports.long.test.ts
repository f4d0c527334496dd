import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { keepInventory } from '../../../shared/inventory/keep.ts';
import { s3Store } from '../../../shared/runtime/store/s3.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { bucketOf, registryYml, takeSummary, withImages } from './walk.ts';

test('the schedule reads the registry and keeps the inventory in S3', async () => {
  const started = await withImages();
  const summary = await takeSummary(started);
  expect(summary).toMatchObject({
    ...{ registryId: '123456789012', region: 'eu-west-1', complete: true, failed: [] },
    ...{ repositories: 3, images: 3, taggedImages: 2, untaggedImages: 1, tags: 3 },
    history: [{ images: 3, tags: 3 }],
    quotas: { imagesPerRepository: { used: 2, limit: 100_000, repository: 'a/one' } },
  });
  expect(summary).not.toHaveProperty('comparison');
  const bucket = bucketOf(started);
  const day = `date=${summary.takenAt.slice(0, 10)}/account=123456789012/region=eu-west-1`;
  expect((await bucket.keys()).filter((key) => !key.startsWith('runs/'))).toEqual([
    `images/${day}/part-00000-000.parquet`,
    `report/${day}/inventory.html`,
    `repositories/${day}/part-00000-000.parquet`,
    `summary/${day}/inventory.json`,
    'use/account=123456789012/region=eu-west-1/use.json',
  ]);
  expect((await bucket.bytes(`report/${day}/inventory.html`)).toString()).toContain('<html');
});

test('tells CloudWatch the totals, and the counts of the repositories that are named', async () => {
  const started = await withImages();
  await takeSummary(started);
  const written = started.invocations.at(-1)?.logs.filter((line) => line.includes('"_aws"')) ?? [];
  const registry = { account: '123456789012', region: 'eu-west-1' };
  expect(written.map((line) => JSON.parse(line))).toMatchObject([
    { ...registry, Repositories: 3, Images: 3, Tags: 3, UntaggedImages: 1, StoredBytes: 3000 },
    { ...registry, repository: 'a/one', Images: 2, Tags: 2, UntaggedImages: 1 },
  ]);
});

test('tells what is new, gone and moved since the day before, and tells when it is too much', async () => {
  const started = await withImages();
  const { ecr } = started;
  const yesterday = new Date(Date.now() - 86_400_000);
  const bucket = bucketOf(started);
  const { inventory } = parseRegistryConfig(registryYml);
  const store = s3Store(bucket.s3, bucket.name);
  const config = { ...inventory, settings: false };
  await keepInventory(ecr, { store, takenAt: yesterday, config });
  const moved = await push(ecr, 'a/one', ['latest'], manifest('another'));
  await createRepositories(ecr, 'c/four');
  await started.stack.idle();

  const { comparison, history } = await takeSummary(started);
  expect(comparison).toMatchObject({
    since: yesterday.toISOString(),
    difference: { repositories: 1, images: 1, tags: 0, bytes: 1000 },
    changes: { 'repository-new': 1, 'image-new': 1, 'tag-moved': 1, 'tag-new': 0, 'tag-gone': 0 },
    movedTags: [{ repository: 'a/one', tag: 'latest', digest: moved }],
    growth: [{ repository: 'a/one', bytes: 1000, images: 1 }],
  });
  expect(history.map(({ images }) => images)).toEqual([3, 4]);
  expect(started.alerts().map((text) => text.split('\n')[0])).toEqual([
    'registry 123456789012 in eu-west-1 grew by 1000 bytes (33.3 %)',
    '1 tag of registry 123456789012 in eu-west-1 points to another image than before',
  ]);
});
