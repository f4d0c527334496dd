import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

test('the schedule counts the registry and keeps the result in S3', async () => {
  const { ecr, config, stack, invocations } = await startTestStack('');
  await createRepositories(ecr, 'a/one', 'a/two');
  await push(ecr, 'a/one', ['1.0.0', 'latest']);
  const outcome = await stack.fire('inventory');
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { bucket, key } = outcome.result as { bucket: string; key: string };
  expect(key).toMatch(
    /^summary\/date=\d{4}-\d\d-\d\d\/account=123456789012\/region=eu-west-1\/inventory\.json$/,
  );
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const kept = JSON.parse((await Body?.transformToString()) ?? '');
  expect(kept).toMatchObject({ repositories: 2, images: 1, tags: 2, perRepository: [{}, {}] });
  const metrics = invocations.at(-1)?.logs.filter((line) => line.includes('"_aws"')) ?? [];
  expect(metrics.map((line) => JSON.parse(line))).toMatchObject([{ Images: 1, Tags: 2 }]);
});

test('a second run of the day overwrites the first', async () => {
  const { config, stack } = await startTestStack('');
  await stack.fire('inventory');
  await stack.fire('inventory');
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents).toHaveLength(1);
});

test.each([
  ['the registry cannot be read', 'ecr:DescribeRepositories', 'AccessDeniedException'],
  ['the bucket refuses', 's3:*', 'AccessDenied'],
])('fails when %s, and keeps nothing', async (_, operation, error) => {
  const { aws, config, stack, deadLetters } = await startTestStack('');
  aws.faults.set([{ operations: [operation], error, status: 403 }]);
  expect((await stack.fire('inventory')).ok).toBe(false);
  aws.faults.clear();
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
  expect(deadLetters()).toHaveLength(1);
});
