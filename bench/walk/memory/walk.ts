import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { clientDefaults } from '../../../shared/runtime/clients.ts';
import { requireVariable } from '../../../shared/runtime/environment.ts';
import { s3Store } from '../../../shared/runtime/store/s3.ts';
import { createReader } from '../../../shared/steward/active-reader.ts';
import { onOccasion } from '../../../shared/steward/walk/on-occasion.ts';
import { peakMemory } from '../../peak-memory.ts';
import { walkContext } from '../context.ts';

/** Walks as the function does, in a process of its own: its peak memory is that of the walk, and of nothing else. */
export interface Walked {
  end: object;
  peakBytes: number;
}

const active = await createReader().active();
if (active === undefined) throw new Error('no registry.yml is active');
const walking = {
  active,
  sts: new STSClient(clientDefaults),
  dynamodb: new DynamoDBClient(clientDefaults),
  store: s3Store(new S3Client(clientDefaults), requireVariable('INVENTORY_BUCKET')),
};
const end = await onOccasion(walking, {}, walkContext());
const peakBytes = peakMemory('self') ?? process.resourceUsage().maxRSS * 1024;
process.send?.({ end, peakBytes } satisfies Walked, () => process.exit());
