import {
  DescribeImagesCommand,
  GetLifecyclePolicyCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { watch } from '../events.ts';
import {
  createRepository,
  digestOf,
  index,
  manifest,
  put,
  repositoryName,
  tagsByDigest,
} from '../images.ts';
import { imageOf, snapshotOf } from '../snapshots.ts';
import { startTestAws, type TestAws } from '../start.ts';

const serviceEvent = 'AWS Service Event via CloudTrail';

function putPolicy({ ecr }: TestAws, selection: object, action: object = { type: 'expire' }) {
  const rule = { rulePriority: 1, description: 'keep few', selection, action };
  const lifecyclePolicyText = JSON.stringify({ rules: [rule] });
  return ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
}

const newest = (countNumber: number) => ({
  tagStatus: 'any',
  countType: 'imageCountMoreThan',
  countNumber,
});

const imagesOfDays = (days: number) =>
  snapshotOf(
    Array.from({ length: days }, (_, day) =>
      imageOf(`${day}`, { imagePushedAt: new Date(Date.UTC(2026, 9, day + 1)).toISOString() }),
    ),
  );

/** With a repository, and a clock on which no two pushes are at the same time. */
async function startTicking(): Promise<TestAws> {
  let time = Date.UTC(2026, 10, 1);
  const now = () => {
    time += 1000;
    return new Date(time);
  };
  const aws = await startTestAws({ now });
  await createRepository(aws.ecr);
  return aws;
}

describe('running lifecycle policies', () => {
  test('deletes what expired, and sends an event for each image', async () => {
    const aws = await startTestAws({ snapshot: imagesOfDays(3) });
    await putPolicy(aws, newest(1));
    const { details } = watch(aws.aws);
    const expired = [digestOf('0'), digestOf('1')];
    expect(aws.aws.runLifecyclePolicies()).toEqual([
      { repositoryName, expired, archived: [], failed: [] },
    ]);
    expect(Object.keys(await tagsByDigest(aws.ecr))).toEqual([digestOf('2')]);
    expect(details('ECR Image Action')).toEqual(
      expired.map((digest) => ({
        result: 'SUCCESS',
        'repository-name': repositoryName,
        'image-digest': digest,
        'action-type': 'DELETE',
      })),
    );
  });

  test('archives instead where the policy says so', async () => {
    const aws = await startTestAws({ snapshot: imagesOfDays(2) });
    await putPolicy(aws, newest(1), { type: 'transition', targetStorageClass: 'archive' });
    const { details } = watch(aws.aws);
    expect(aws.aws.runLifecyclePolicies()).toMatchObject([{ archived: [digestOf('0')] }]);
    const filter = { imageStatus: 'ARCHIVED' } as const;
    const listed = await aws.ecr.send(new DescribeImagesCommand({ repositoryName, filter }));
    expect(listed.imageDetails).toMatchObject([{ lastArchivedAt: expect.any(Date) }]);
    const archived = { 'action-type': 'UPDATE_STORAGE_CLASS', 'target-storage-class': 'ARCHIVE' };
    expect(details('ECR Image Action')).toMatchObject([archived]);
  });

  test('leaves the images of an index that stays, and says so', async () => {
    const aws = await startTicking();
    const child = await put(aws.ecr, manifest('child'));
    const parent = await put(aws.ecr, index(manifest('child')), '1');
    await putPolicy(aws, { ...newest(1), tagStatus: 'untagged' });
    await put(aws.ecr, manifest('newer'));
    const { details } = watch(aws.aws);
    expect(aws.aws.runLifecyclePolicies()).toMatchObject([{ expired: [], failed: [child] }]);
    expect(details(serviceEvent)).toMatchObject([
      {
        serviceEventDetails: {
          lifecycleEventImageActions: [],
          lifecycleEventFailureDetails: [
            {
              lifecycleEventImage: { digest: child, tagStatus: 'Untagged', tagList: [] },
              rulePriority: 1,
              failureCode: 'ImageReferencedByManifestList',
              failureReason: `Requested image referenced by manifest list: [${parent}]`,
            },
          ],
        },
      },
    ]);
  });

  test('deletes signatures with what they sign', async () => {
    const aws = await startTicking();
    const subject = { digest: await put(aws.ecr, manifest('app'), '1'), size: 1 };
    await put(aws.ecr, manifest('signature', { subject }));
    await putPolicy(aws, newest(1));
    await put(aws.ecr, manifest('newer'), '2');
    aws.aws.runLifecyclePolicies();
    expect(Object.values(await tagsByDigest(aws.ecr))).toEqual([['2']]);
  });

  test('can be repeated, and the policy has the time of its last run', async () => {
    const aws = await startTestAws({ snapshot: imagesOfDays(3) });
    await putPolicy(aws, newest(1));
    aws.aws.runLifecyclePolicies();
    const { ofType } = watch(aws.aws);
    expect(aws.aws.runLifecyclePolicies()).toMatchObject([{ expired: [], failed: [] }]);
    expect(ofType(serviceEvent)).toEqual([]);
    const got = await aws.ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(got.lastEvaluatedAt).toEqual(expect.any(Date));
  });
});

describe('PolicyExecutionEvent', () => {
  test('has the policy and at most ten images', async () => {
    const aws = await startTestAws({ snapshot: imagesOfDays(26) });
    await putPolicy(aws, newest(1));
    const { ofType } = watch(aws.aws);
    aws.aws.runLifecyclePolicies();
    const events = ofType(serviceEvent);
    const parts = events.map((event) => Reflect.get(event.detail as object, 'serviceEventDetails'));
    expect(parts.map((it) => it.lifecycleEventImageActions.length)).toEqual([10, 10, 5]);
    expect(events[0]).toMatchObject({
      source: 'aws.ecr',
      resources: [],
      detail: { eventName: 'PolicyExecutionEvent', eventType: 'AwsServiceEvent', readOnly: true },
    });
    expect(parts[0].lifecycleEventPolicy).toEqual({
      lifecycleEventRules: [
        {
          rulePriority: 1,
          description: 'keep few',
          lifecycleEventSelection: {
            tagStatus: 'Any',
            tagPrefixList: [],
            countType: 'Image count more than',
            countNumber: 1,
          },
          action: 'expire',
        },
      ],
      lastEvaluatedAt: 0,
      policyVersion: 1,
      policyId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
  });
});
