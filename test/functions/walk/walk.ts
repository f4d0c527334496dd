import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import { createRepositories, push } from '../../support/images.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';

/** The bucket of a stack's inventories, by key. */
export function bucketOf({ config: settings, stack }: TestStack) {
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

export async function takeSummary(started: TestStack): Promise<Summary> {
  const outcome = await started.stack.fire('walk');
  if (!outcome.ok) throw new Error(outcome.error.message);
  const bucket = bucketOf(started);
  const [key = ''] = (await bucket.keys('summary/')).slice(-1);
  expect(outcome.result).toMatchObject({ inventory: { place: `s3://${bucket.name}/${key}` } });
  return bucket.json(key);
}

/** The files with the rows, as they are: their names and what is in them. */
export async function partsOf(started: TestStack): Promise<Record<string, string>> {
  const bucket = bucketOf(started);
  const all = await bucket.keys();
  const keys = all.filter((key) => key.endsWith('.parquet'));
  const contents = keys.map(async (key) => [key, (await bucket.bytes(key)).toString('base64')]);
  return Object.fromEntries(await Promise.all(contents));
}

/** One for all tests of this file: making a bundle takes longer than all of them. */
export const registryYml = `
inventory:
  perRepositoryMetrics: [a/one]
  alert: { movedTags: 0, growthBytes: 500 }
`;

export async function withImages(): Promise<TestStack> {
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
