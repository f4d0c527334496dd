import { ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { publishInventory } from '../shared/inventory/publish.ts';
import { takeInventory } from '../shared/inventory/take.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const s3 = new S3Client(clientDefaults);

/** The schedule's input holds nothing that is needed: the scope is the registry. */
const anyEvent = z.looseObject({});

/** Counts the registry and keeps the result in S3. */
export const handler = wrap(anyEvent, async () => {
  const bucket = requireVariable('INVENTORY_BUCKET');
  const inventory = await takeInventory(ecr);
  const published = await publishInventory(s3, bucket, inventory, new Date());
  const { perRepository, registryId, region, ...totals } = inventory;
  logger.info('Inventory published', { ...published, ...totals });
  count({
    Repositories: totals.repositories,
    Images: totals.images,
    UntaggedImages: totals.untaggedImages,
    Tags: totals.tags,
  });
  return { ...published, ...totals };
});
