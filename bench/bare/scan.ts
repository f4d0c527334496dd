import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeImageScanFindingsCommand, ECRClient } from '@aws-sdk/client-ecr';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { whoRuns } from './who-runs.ts';

// What the benchmark compares the scan function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const sns = new SNSClient({});
const dynamodb = new DynamoDBClient({});

export async function handler(input: { ecr: never; sns: never; dynamodb: never }) {
  await ecr.send(new DescribeImageScanFindingsCommand(input.ecr));
  await sns.send(new PublishCommand(input.sns));
  await dynamodb.send(new UpdateItemCommand(input.dynamodb));
  await whoRuns(input as never);
}
