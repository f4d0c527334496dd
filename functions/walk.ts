import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { s3Store } from '../shared/runtime/store/s3.ts';
import { wrapDurable } from '../shared/runtime/wrap-durable.ts';
import { configuredDurable } from '../shared/steward/configured.ts';
import { occasion } from '../shared/steward/walk/occasion.ts';
import { onOccasion } from '../shared/steward/walk/on-occasion.ts';

/** Walks the registry once for all capabilities, and those in `targets:` for the inventory. */
export const handler = wrapDurable(
  occasion,
  configuredDurable((active) => {
    const [s3, sts] = [new S3Client(clientDefaults), new STSClient(clientDefaults)];
    const dynamodb = new DynamoDBClient(clientDefaults);
    return (event, context) => {
      const store = s3Store(s3, requireVariable('INVENTORY_BUCKET'));
      return onOccasion({ active, sts, dynamodb, store }, event, context);
    };
  }),
);
