import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { AwsEvent } from '../../local/events/event.ts';
import { s3Store } from '../../shared/runtime/store/s3.ts';
import type { Deletion } from '../../shared/use/deleted/deletion.ts';
import { type RecordedUse, type UseRecord, writeUseRecord } from '../../shared/use/record.ts';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';

export const registry = { registryId: '123456789012', region: 'eu-west-1' };
export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const at = () => new Date().toISOString();

/** The bucket of a stack. */
export function bucketOf({ config, stack }: TestStack) {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  onTestFinished(() => s3.destroy());
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  return { s3, Bucket, store: s3Store(s3, Bucket) };
}

/** A use as the nightly walk records it. */
export function usedBy(
  repository: string,
  digest: string,
  names: string[],
  more: Partial<RecordedUse> = {},
) {
  const by = ['ECS service prod/web'];
  return { repository, digest, names, by, since: '2026-11-02T01:20:00.000Z', last: at(), ...more };
}

/** What the last walk has recorded. */
export async function recordUses(
  started: TestStack,
  images: RecordedUse[],
  unknown: UseRecord['unknown'] = [],
) {
  const record = { at: at(), unknown, images: images.map((use) => ({ ...use, last: at() })) };
  await writeUseRecord(bucketOf(started).store, registry, record);
}

/** Two images in team-a/web: 1.0.0 and 2.0.0. The policy keeps the newer one. */
export async function withPolicy(isLost: (event: AwsEvent) => boolean = () => false) {
  const started = await startTestStack('', {}, {}, isLost);
  const { ecr, stack } = started;
  await createRepositories(ecr, 'team-a/web');
  const old = await push(ecr, 'team-a/web', ['1.0.0']);
  const young = await push(ecr, 'team-a/web', ['2.0.0']);
  await putPolicy(started, 1);
  await stack.idle();
  return { ...started, old, young };
}

export async function putPolicy(
  { ecr }: TestStack,
  countNumber: number,
  action: object = { type: 'expire' },
) {
  const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber };
  const rules = [{ rulePriority: 3, description: 'keep the newest', selection, action }];
  const lifecyclePolicyText = JSON.stringify({ rules });
  await ecr.send(
    new PutLifecyclePolicyCommand({ repositoryName: 'team-a/web', lifecyclePolicyText }),
  );
}

/** ECR's own events are lost, which they can be: what CloudTrail says is left. */
export function onlyCloudTrail(event: AwsEvent): boolean {
  return event['detail-type'] === 'ECR Image Action';
}

/** What the function has kept, by key. */
export async function kept(started: TestStack): Promise<Map<string, Deletion[]>> {
  const { s3, Bucket } = bucketOf(started);
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'deletion-events/' }));
  const read = async ({ Key = '' }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return [Key, JSON.parse((await Body?.transformToString()) ?? '') as Deletion[]] as const;
  };
  return new Map(await Promise.all((listed.Contents ?? []).map(read)));
}
