import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the repository function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const sns = new SNSClient({});
const dynamodb = new DynamoDBClient({});

export async function handler(input: { ecr: never; sns: never; dynamodb: never }) {
  await ecr.send(new PutLifecyclePolicyCommand(input.ecr));
  await sns.send(new PublishCommand(input.sns));
  await dynamodb.send(new PutItemCommand(input.dynamodb));
}
