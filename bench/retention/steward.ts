import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import { requireVariable } from '../../shared/runtime/environment.ts';
import { s3Store } from '../../shared/runtime/store/s3.ts';
import { createReader } from '../../shared/steward/active-reader.ts';
import { onOccasion } from '../../shared/steward/walk/on-occasion.ts';
import { walkContext } from '../walk/context.ts';

/** Walks once as the function `walk` does, on the day that its parent says: a time in ISO 8601. */
const active = await createReader().active();
if (active === undefined) throw new Error('no registry.yml is active');
const walking = {
  active,
  sts: new STSClient(clientDefaults),
  dynamodb: new DynamoDBClient(clientDefaults),
  store: s3Store(new S3Client(clientDefaults), requireVariable('INVENTORY_BUCKET')),
};
const end = await onOccasion(walking, {}, walkContext(new Date(process.argv[2] ?? '')));
console.log(JSON.stringify(end));
process.exit();
