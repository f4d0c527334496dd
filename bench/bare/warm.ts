import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the warm function with: the same SDK clients and nothing else.
const dynamodb = new DynamoDBClient({});
const ecr = new ECRClient({});
const sns = new SNSClient({});

export async function handler(input: Record<'dynamodb' | 'ecr' | 'sns', never>) {
  await dynamodb.send(new PutItemCommand(input.dynamodb));
  await ecr.send(new GetAuthorizationTokenCommand(input.ecr));
  await sns.send(new PublishCommand(input.sns));
}
