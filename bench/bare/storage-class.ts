import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the storage-class function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const ecs = new ECSClient({});
const lambda = new LambdaClient({});
const sns = new SNSClient({});
const dynamodb = new DynamoDBClient({});

export async function handler(input: Record<'ecr' | 'ecs' | 'lambda' | 'sns' | 'dynamodb', never>) {
  await ecr.send(new DescribeImagesCommand(input.ecr));
  await ecs.send(new DescribeTasksCommand(input.ecs));
  await lambda.send(new GetFunctionCommand(input.lambda));
  await sns.send(new PublishCommand(input.sns));
  await dynamodb.send(new PutItemCommand(input.dynamodb));
}
