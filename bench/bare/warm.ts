import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the warm function with: the same SDK clients and nothing else.
const dynamodb = new DynamoDBClient({});
const ecr = new ECRClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(input: Record<'dynamodb' | 'eventbridge' | 'ecr' | 'sns', never>) {
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await ecr.send(new GetAuthorizationTokenCommand(input.ecr));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
}
