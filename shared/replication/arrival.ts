import type { ECRClient } from '@aws-sdk/client-ecr';
import { image } from '../registry/read.ts';

/** An image that was to come from another registry, as an event names it. */
export interface Arrival {
  repository: string;
  digest?: string;
  tag?: string;
  source: { registryId: string; region: string };
}

/**
 * Whether it has arrived by now: events come late and twice. The tag may name a newer image already; then this one
 * arrived before, or is no longer needed.
 */
export async function hasArrived(
  ecr: ECRClient,
  { repository, digest, tag }: Arrival,
): Promise<boolean> {
  const ids = [
    ...(digest === undefined ? [] : [{ imageDigest: digest }]),
    ...(tag === undefined ? [] : [{ imageTag: tag }]),
  ];
  for (const id of ids) {
    if ((await image(ecr, repository, id)) === undefined) return false;
  }
  return ids.length > 0;
}
