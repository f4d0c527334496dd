import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, PutRegistryScanningConfigurationCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the registry function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const dynamodb = new DynamoDBClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(input: {
  ecr: never;
  sns: never;
  eventbridge: never;
  dynamodb: never;
}) {
  await ecr.send(new PutRegistryScanningConfigurationCommand(input.ecr));
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
}
