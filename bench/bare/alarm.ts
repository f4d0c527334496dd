import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the alarm function with: the same SDK clients and nothing else.
const dynamodb = new DynamoDBClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(input: { sns: never; eventbridge: never; dynamodb: never }) {
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
}
