import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, ValidatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the pull-failure function with: the same SDK clients and nothing else.
const dynamodb = new DynamoDBClient({});
const ecr = new ECRClient({});
const secretsManager = new SecretsManagerClient({});
const sns = new SNSClient({});

export async function handler(input: Record<'dynamodb' | 'ecr' | 'secretsManager' | 'sns', never>) {
  await dynamodb.send(new PutItemCommand(input.dynamodb));
  await ecr.send(new ValidatePullThroughCacheRuleCommand(input.ecr));
  await secretsManager.send(new DescribeSecretCommand(input.secretsManager));
  await sns.send(new PublishCommand(input.sns));
}
