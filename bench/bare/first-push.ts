import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { BatchDeleteImageCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { whoRuns } from './who-runs.ts';

// What the first event of the push function is compared with: the same SDK clients, and the one call that a valid tag
// needs.
const ecr = new ECRClient({});
const eventbridge = new EventBridgeClient({});
const sns = new SNSClient({});
const dynamodb = new DynamoDBClient({});

export async function handler({ detail }: { detail: Record<string, string> }) {
  const imageIds = [{ imageTag: detail['image-tag'], imageDigest: detail['image-digest'] }];
  const repositoryName = detail['repository-name'];
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
  return imageDetails;
}

/** What a handler of pushes calls otherwise. */
export const others = {
  remove: (input: never) => ecr.send(new BatchDeleteImageCommand(input)),
  publish: (input: never) => sns.send(new PublishCommand(input)),
  notify: (input: never) => eventbridge.send(new PutEventsCommand(input)),
  whoRuns,
  record: (input: never) => dynamodb.send(new UpdateItemCommand(input)),
};
