import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the credential function with: the same SDK clients and nothing else.
const secretsManager = new SecretsManagerClient({});
const dynamodb = new DynamoDBClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(input: {
  secretsManager: never;
  sns: never;
  eventbridge: never;
  dynamodb: never;
}) {
  await secretsManager.send(new GetSecretValueCommand(input.secretsManager));
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
}
