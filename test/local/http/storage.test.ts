import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { startTestAws } from '../start.ts';

describe('S3', () => {
  test('keeps objects, with the checksums that SDKs send along', async () => {
    const { config } = await startTestAws();
    const s3 = new S3Client(config);
    await s3.send(new CreateBucketCommand({ Bucket: 'inventory' }));
    const Body = new TextEncoder().encode('{"repositories":12}'.repeat(10_000));
    const Key = 'registry/2026-11-21.json';
    await s3.send(new PutObjectCommand({ Bucket: 'inventory', Key, Body }));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'inventory' }));
    expect(Contents).toMatchObject([{ Key, Size: Body.length }]);
    const object = await s3.send(new GetObjectCommand({ Bucket: 'inventory', Key }));
    expect(await object.Body?.transformToByteArray()).toEqual(Body);
  });

  test('takes a stream', async () => {
    const { config } = await startTestAws();
    const s3 = new S3Client(config);
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const text = 'x'.repeat(300_000);
    const Body = Readable.from([Buffer.from(text)]);
    await s3.send(
      new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body, ContentLength: text.length }),
    );
    const object = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'k' }));
    expect((await object.Body?.transformToString())?.length).toBe(text.length);
  });
});

describe('SQS and SNS', () => {
  test('queues have addresses on our port, from outside and inside', async () => {
    const { aws, config } = await startTestAws();
    const sqs = new SQSClient(config);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    expect(QueueUrl).toMatch(`${aws.endpoint}/`);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    const inside = aws.storage.createQueue('other').queueUrl;
    await sqs.send(new SendMessageCommand({ QueueUrl: inside, MessageBody: 'hi' }));
    expect(aws.storage.inspectQueue('dead')).toMatchObject({ url: QueueUrl });
    expect(aws.storage.inspectQueue('other')?.messages.ready).toHaveLength(1);
  });

  test('a topic hands messages to a queue', async () => {
    const { aws, config } = await startTestAws();
    const [sns, sqs] = [new SNSClient(config), new SQSClient(config)];
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    const Endpoint = Attributes?.QueueArn;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    const seen: string[] = [];
    aws.onExchange(({ service, operation }) => seen.push(`${service}:${operation}`));
    await sns.send(new PublishCommand({ TopicArn, Message: 'bad tag' }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ Message: 'bad tag' });
    expect(seen).toEqual(['sns:Publish', 'sqs:ReceiveMessage']);
  });
});
