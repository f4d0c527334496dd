import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ImageDetail } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { KEPT_SECONDS } from '../../shared/tags/plan.ts';
import type { Started } from './night.ts';
import { isCachedName } from './registry.ts';

/** The most items that DynamoDB takes in one request. */
const BATCH = 25;

/** Records every watched tag as a night before has: else the first night writes all of them. */
export async function recordTags({ aws, stack }: Started): Promise<void> {
  const table = stack.resources.Tags?.name ?? '';
  const { endpoint, region } = aws;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  const { imageDetails } = aws.snapshot();
  const isWatched = ({ repositoryName = '' }) => !isCachedName(repositoryName);
  await writeTags(dynamodb, table, imageDetails.filter(isWatched));
  dynamodb.destroy();
}

/** Writes the tags of these images, as they are now. */
export async function writeTags(
  dynamodb: DynamoDBClient,
  table: string,
  images: readonly Pick<ImageDetail, 'repositoryName' | 'imageDigest' | 'imageTags'>[],
): Promise<void> {
  const readAt = Date.now();
  const expiresAt = String(Math.floor(readAt / 1000) + KEPT_SECONDS);
  const items = images.flatMap(
    ({ repositoryName: repository = '', imageDigest: digest = '', imageTags = [] }) =>
      imageTags.map((tag) => ({
        ...{ repository: { S: repository }, tag: { S: tag }, digest: { S: digest } },
        ...{ readAt: { N: String(readAt) }, expiresAt: { N: expiresAt } },
      })),
  );
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, at) =>
    items.slice(at * BATCH, (at + 1) * BATCH),
  );
  const write = (batch: typeof items) => {
    const requests = batch.map((Item) => ({ PutRequest: { Item } }));
    return dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  };
  await pMap(batches, write, { concurrency: 4 });
}
