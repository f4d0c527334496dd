import * as z from 'zod/mini';
import { accountId, imageDigest, imageTag, region, repositoryName } from '../runtime/ecr-fields.ts';
import type { Arrival } from './arrival.ts';

/** `ECR Replication Action` that FAILED: sent to the destination registry. */
export const failedReplication = z.object({
  'detail-type': z.literal('ECR Replication Action'),
  detail: z
    .object({
      'repository-name': repositoryName,
      'image-digest': z.optional(imageDigest),
      'image-tag': z.optional(imageTag),
      'source-account': accountId,
      'source-region': region,
    })
    .check(z.refine((detail) => detail['image-digest'] ?? detail['image-tag'])),
});

/** What the event says did not arrive. */
export function arrivalOf({ detail }: z.infer<typeof failedReplication>): Arrival {
  const { 'image-digest': digest, 'image-tag': tag } = detail;
  return {
    repository: detail['repository-name'],
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined && { tag }),
    source: { registryId: detail['source-account'], region: detail['source-region'] },
  };
}
