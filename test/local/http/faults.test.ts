import {
  DescribeRepositoriesCommand,
  type DescribeRepositoriesCommandOutput,
  ListImagesCommand,
} from '@aws-sdk/client-ecr';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../local/aws.ts';
import { createFaults } from '../../../local/http/fault-injector.ts';
import { createRepository, repositoryName } from '../images.ts';
import { refusal, startTestAws } from '../start.ts';

const call = {
  service: 'ecr',
  operation: 'ListImages',
  principalArn: 'arn:aws:sts::1:assumed-role/r/s',
  resource: '*',
};

/** Which of 40 calls are hit, as text. */
function hits(fault: Fault): string {
  const faults = createFaults([fault]);
  return Array.from({ length: 40 }, () => (faults.judge(call).error ? 'x' : '.')).join('');
}

describe('a fault', () => {
  test('hits the same calls with the same seed, and others with another', () => {
    const fault = { error: 'ServerException', probability: 0.5 };
    expect(hits({ ...fault, seed: 7 })).toBe(hits({ ...fault, seed: 7 }));
    expect(hits({ ...fault, seed: 7 })).not.toBe(hits({ ...fault, seed: 8 }));
    expect(hits(fault)).toMatch(/x.*\..*x/);
  });

  test('can pass some calls first and stop after some hits', () => {
    const pattern = hits({ error: 'ServerException', after: 3, times: 2 });
    expect(pattern).toBe(`...xx${'.'.repeat(35)}`);
  });

  test.each([
    [['ecr:ListImages'], true],
    [['ecr:*'], true],
    [['*'], true],
    [undefined, true],
    [['ecr:DescribeImages', 'secretsmanager:*'], false],
  ])('for %j hits ecr:ListImages: %s', (operations, hit) => {
    const fault = { error: 'ServerException', ...(operations && { operations }) };
    expect(hits(fault).includes('x')).toBe(hit);
  });

  test('limits a rate beyond its burst, and lets calls pass again with time', () => {
    let now = 0;
    const faults = createFaults([{ requestsPerSecond: 2, burst: 3 }], () => now);
    const allowed = () => !faults.judge(call).error;
    expect([allowed(), allowed(), allowed(), allowed()]).toEqual([true, true, true, false]);
    now = 500;
    expect([allowed(), allowed()]).toEqual([true, false]);
  });

  test('adds its latency to that of others, within its jitter', () => {
    const faults = createFaults([{ latencyMs: 10 }, { latencyMs: 20, jitterMs: 5 }]);
    for (let n = 0; n < 20; n++) {
      const { delayMs } = faults.judge(call);
      expect(delayMs).toBeGreaterThanOrEqual(30);
      expect(delayMs).toBeLessThan(35);
    }
  });
});

describe('over the wire', () => {
  const list = new DescribeRepositoriesCommand({});

  test('a throttled call is answered as ECR does', async () => {
    const { ecr } = await startTestAws({ faults: [{ requestsPerSecond: 0.001, burst: 1 }] });
    await ecr.send(list);
    expect(await refusal(ecr.send(list))).toEqual({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      status: 429,
    });
  });

  test('access is denied in AWS’s words', async () => {
    const { ecr, aws } = await startTestAws();
    aws.faults.set([{ error: 'AccessDeniedException', operations: ['ecr:ListImages'] }]);
    expect(await refusal(ecr.send(new ListImagesCommand({ repositoryName })))).toEqual({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::123456789012:assumed-role/LocalAdmin/test is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName} because no identity-based policy allows the ecr:ListImages action`,
      status: 400,
    });
    await ecr.send(list);
    aws.faults.clear();
    expect((await refusal(ecr.send(new ListImagesCommand({ repositoryName })))).name).toBe(
      'RepositoryNotFoundException',
    );
  });

  test('a failed write sends an event, and changes nothing', async () => {
    const { ecr, aws } = await startTestAws({ faults: [{ error: 'ServerException', times: 1 }] });
    const codes: unknown[] = [];
    aws.bus.subscribe(({ detail }) => codes.push(Reflect.get(detail as object, 'errorCode')));
    expect((await refusal(createRepository(ecr))).status).toBe(500);
    await createRepository(ecr);
    expect(codes).toEqual(['ServerException', undefined]);
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('a connection is cut %s the call took effect', async (drop, repositories) => {
    const { ecr, aws } = await startTestAws();
    aws.faults.set([{ drop, operations: ['ecr:CreateRepository'] }]);
    expect((await refusal(createRepository(ecr))).status).toBeUndefined();
    const listed: DescribeRepositoriesCommandOutput = await ecr.send(list);
    expect(listed.repositories).toHaveLength(repositories);
  });

  test('storage is hit too, each in its own protocol', async () => {
    const { aws, config } = await startTestAws();
    aws.faults.set([
      { error: 'SlowDown', status: 503, operations: ['s3:ListBuckets'] },
      { error: 'AuthorizationError', operations: ['sns:ListTopics'], message: 'no' },
      { error: 'OverLimit', operations: ['sqs:ListQueues'] },
    ]);
    const [s3, sns, sqs] = await Promise.all([
      refusal(new S3Client(config).send(new ListBucketsCommand({}))),
      refusal(new SNSClient(config).send(new ListTopicsCommand({}))),
      refusal(new SQSClient(config).send(new ListQueuesCommand({}))),
    ]);
    expect(s3).toMatchObject({ name: 'SlowDown', status: 503 });
    expect(sns.name).toMatch(/^AuthorizationError/);
    expect(sqs.name).toBe('OverLimit');
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('a connection to storage is cut %s the call took effect', async (drop, buckets) => {
    const { aws, config } = await startTestAws();
    const s3 = new S3Client(config);
    aws.faults.set([{ drop, operations: ['s3:CreateBucket'] }]);
    const refused = await refusal(s3.send(new CreateBucketCommand({ Bucket: 'inventory' })));
    expect(refused.status).toBeUndefined();
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets).toHaveLength(buckets);
  });
});
