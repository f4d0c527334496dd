import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, ValidatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the validate function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const secretsManager = new SecretsManagerClient({});
const dynamodb = new DynamoDBClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(input: {
  ecr: never;
  secretsManager: never;
  sns: never;
  eventbridge: never;
  dynamodb: never;
}) {
  await ecr.send(new ValidatePullThroughCacheRuleCommand(input.ecr));
  await secretsManager.send(new DescribeSecretCommand(input.secretsManager));
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
}
