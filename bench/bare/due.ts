import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { whoRuns } from './who-runs.ts';

// What the benchmark compares the function `due` with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});
const dynamodb = new DynamoDBClient({});

export async function handler(input: {
  ecr: never;
  sns: never;
  eventbridge: never;
  dynamodb: never;
}) {
  await ecr.send(new BatchDeleteImageCommand(input.ecr));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await whoRuns(input as never);
}
