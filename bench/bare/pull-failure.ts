import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, ValidatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the pull-failure function with: the same SDK clients and nothing else.
const dynamodb = new DynamoDBClient({});
const ecr = new ECRClient({});
const secretsManager = new SecretsManagerClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(
  input: Record<'dynamodb' | 'eventbridge' | 'ecr' | 'secretsManager' | 'sns', never>,
) {
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await ecr.send(new ValidatePullThroughCacheRuleCommand(input.ecr));
  await secretsManager.send(new DescribeSecretCommand(input.secretsManager));
  await eventbridge.send(new PutEventsCommand(input.eventbridge));
  await sns.send(new PublishCommand(input.sns));
}
