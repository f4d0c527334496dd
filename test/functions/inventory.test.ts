import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { begin, close } from '../../shared/actions/audit-log.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { runInventory } from '../../shared/inventory/nightly/run.ts';
import { s3Store } from '../../shared/inventory/store/s3.ts';
import type { Summary } from '../../shared/inventory/summary/summary.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';

/** The bucket of a stack's inventories, by key. */
function bucketOf({ config: settings, stack }: TestStack) {
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  const bytes = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  return {
    s3,
    name: Bucket,
    keys: async (prefix = '') => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    bytes,
    json: async (Key: string) => JSON.parse((await bytes(Key)).toString('utf8')),
    put: (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body })),
  };
}

async function takeSummary(started: TestStack): Promise<Summary> {
  const outcome = await started.stack.fire('inventory');
  if (!outcome.ok) throw new Error(outcome.error.message);
  const bucket = bucketOf(started);
  const [key = ''] = (await bucket.keys('summary/')).slice(-1);
  expect(outcome.result).toMatchObject({ place: `s3://${bucket.name}/${key}` });
  return bucket.json(key);
}

/** The files with the rows, as they are: their names and what is in them. */
async function partsOf(started: TestStack): Promise<Record<string, string>> {
  const bucket = bucketOf(started);
  const all = await bucket.keys();
  const keys = all.filter((key) => key.endsWith('.parquet'));
  const contents = keys.map(async (key) => [key, (await bucket.bytes(key)).toString('base64')]);
  return Object.fromEntries(await Promise.all(contents));
}

/** One for all tests of this file: making a bundle takes longer than all of them. */
const registryYml = `
inventory:
  perRepositoryMetrics: [a/one]
  alert: { movedTags: 0, growthBytes: 500 }
`;

async function withImages(): Promise<TestStack> {
  const started = await startTestStack(registryYml);
  const { ecr } = started;
  await createRepositories(ecr, 'a/one', 'a/two', 'b/three');
  await push(ecr, 'a/one', ['1.0.0', 'latest']);
  await push(ecr, 'a/one', []);
  await push(ecr, 'b/three', ['1.0.0']);
  // Other functions react to pushes: what comes now is the inventory's alone.
  await started.stack.idle();
  return started;
}

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
  ]);
  expect((await bucket.bytes(`report/${day}/inventory.html`)).toString()).toContain('<html');
});

test('keeps what was done, by the day of it', async () => {
  const started = await withImages();
  const rule = { capability: 'naming', name: 'versions', text: '' } as const;
  const action = { kind: 'setting', rule, target: 'a/one:x', what: 'do something' } as const;
  const yesterday = new Date(Date.now() - 86_400_000);
  const entry = await begin(started.ledger, action, 'somebody', yesterday);
  await close(started.ledger, entry, { state: 'done', outcome: 'done' });
  const summary = await takeSummary(started);
  const date = yesterday.toISOString().slice(0, 10);
  expect(summary.acts).toEqual({ date, done: 1, failed: 0, unknown: 0, observing: [] });
  expect((await bucketOf(started).keys('acts/')).join()).toContain(`acts/date=${date}/account=`);
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

test('a run that is throttled, cut off and killed writes the same files, bit for bit', async () => {
  const started = await withImages();
  await takeSummary(started);
  const undisturbed = await partsOf(started);
  started.aws.faults.set([
    { error: 'ThrottlingException', operations: ['ecr:*'], probability: 0.3, seed: 3 },
    { drop: 'after', operations: ['ecr:*'], probability: 0.05, seed: 4 },
  ]);
  const stop = started.stack.onCheckpoint(({ name, action }) => {
    if (name !== 'shard 0 from 0' || action !== 'START') return;
    stop();
    void started.stack.kill('inventory');
  });
  const summary = await takeSummary(started);
  expect(started.invocations.at(-1)?.durable?.crashes).toBe(1);
  expect(await partsOf(started)).toEqual(undisturbed);
  expect(Object.keys(undisturbed)).toHaveLength(2);
  expect(summary).toMatchObject({ complete: true, images: 3 });
}, 20_000);

test('names a repository that could not be read, publishes the others and tells', async () => {
  const started = await withImages();
  started.aws.faults.set([
    { error: 'AccessDeniedException', operations: ['ecr:DescribeImages'], times: 1 },
  ]);
  const summary = await takeSummary(started);
  const [unread] = summary.failed;
  expect(summary.failed).toMatchObject([{ error: expect.stringMatching(/^access denied: /) }]);
  expect(summary).toMatchObject({ complete: false, repositories: 2 });
  expect(summary.perRepository.map(({ repository }) => repository)).not.toContain(
    unread?.repository,
  );
  expect(started.alerts()).toEqual([
    expect.stringContaining(`${unread?.repository}: access denied`),
  ]);
});

test('tells what is new, gone and moved since the day before, and tells when it is too much', async () => {
  const started = await withImages();
  const { ecr } = started;
  const yesterday = new Date(Date.now() - 86_400_000);
  const bucket = bucketOf(started);
  const { inventory } = parseRegistryConfig(registryYml);
  const options = { takenAt: yesterday, config: inventory, settings: false, manifests: false };
  await runInventory(ecr, s3Store(bucket.s3, bucket.name), options);
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
    '1 tags of registry 123456789012 in eu-west-1 point to other images than before',
  ]);
});

test('a second run of the day takes the place of the first, and leaves nothing of it', async () => {
  const started = await withImages();
  const { summary, bucket } = { summary: await takeSummary(started), bucket: bucketOf(started) };
  const [part] = summary.parts;
  const leftover = part?.key.replace('part-00000', 'part-00001') ?? '';
  await bucket.put(leftover, 'of a run with more shards');
  const keys = await bucket.keys();
  await takeSummary(started);
  expect(await bucket.keys()).toEqual(keys.filter((key) => key !== leftover));
});

test.each([
  [
    'the registry cannot be read',
    'ecr:DescribeRepositories',
    'AccessDeniedException',
    /not authorized/,
  ],
  ['no repository can be read', 'ecr:DescribeImages', 'AccessDeniedException', /^no repository/],
  ['the bucket refuses', 's3:*', 'AccessDenied', /^access denied: s3:\w+ on s3:\/\/[\w-]+\/\w+/],
])('fails when %s, and publishes nothing', async (_, operation, error, message) => {
  const started = await withImages();
  started.aws.faults.set([{ operations: [operation], error, status: 403 }]);
  const outcome = await started.stack.fire('inventory');
  expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } });
  started.aws.faults.clear();
  expect(await bucketOf(started).keys('summary/')).toEqual([]);
  expect(started.deadLetters()).toHaveLength(1);
});

test('a shard that fails three times is reported, and the rest is published', async () => {
  const started = await startTestStack(registryYml, {
    synthetic: { repositories: 260, imagesPerRepository: 1 },
  });
  const operations = ['ecr:BatchGetRepositoryScanningConfiguration'];
  // One shard has 250 repositories and reads this ten times, the other has ten and reads it once.
  started.aws.faults.set([{ operations, error: 'AccessDeniedException', after: 1 }]);
  const summary = await takeSummary(started);
  expect(summary.complete).toBe(false);
  expect(summary.failed).toHaveLength(260 - summary.repositories);
  expect([10, 250]).toContain(summary.repositories);
  const { operations: steps = [] } = started.invocations.at(-1)?.durable ?? {};
  const failed = steps.filter(({ status }) => status === 'FAILED');
  expect(failed).toMatchObject([{ type: 'STEP', attempts: 3 }]);
}, 60_000);
