import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { whoRuns } from './who-runs.ts';

// What the benchmark compares the walk with: the same SDKs and nothing else.
const dynamodb = new DynamoDBClient({});
const ecr = new ECRClient({});
const s3 = new S3Client({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});
const sts = new STSClient({});

type Input = Record<'dynamodb' | 'eventbridge' | 'ecr' | 's3' | 'sns' | 'sts', never>;

export const handler = withDurableExecution(async (input: Input, context: DurableContext) => {
  await context.step('all', async () => {
    await dynamodb.send(new UpdateItemCommand(input.dynamodb));
    await ecr.send(new DescribeImagesCommand(input.ecr));
    await s3.send(new PutObjectCommand(input.s3));
    await eventbridge.send(new PutEventsCommand(input.eventbridge));
    await sns.send(new PublishCommand(input.sns));
    await sts.send(new AssumeRoleCommand(input.sts));
    await whoRuns(input as never);
  });
});
