import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Inventory } from './take.ts';

/**
 * Where the inventory of a day lies: partitioned as Athena and Glue expect it, one object per registry
 * and day. A second run on the same day overwrites the first.
 */
export function inventoryKey({ registryId, region }: Inventory, takenAt: Date): string {
  const date = takenAt.toISOString().slice(0, 10);
  return `summary/date=${date}/account=${registryId}/region=${region}/inventory.json`;
}

/** Writes the inventory as one JSON object, in one call: it is there whole or not at all. */
export async function publishInventory(
  s3: S3Client,
  bucket: string,
  inventory: Inventory,
  takenAt: Date,
): Promise<{ bucket: string; key: string }> {
  const key = inventoryKey(inventory, takenAt);
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: JSON.stringify({ takenAt: takenAt.toISOString(), ...inventory }),
      ContentType: 'application/json',
    }),
  );
  return { bucket, key };
}
