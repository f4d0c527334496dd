import { DescribeImageReplicationStatusCommand, type ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { PushedImage } from './pushed.ts';

/** An image that ECR could not copy to one destination. */
export interface FailedReplication extends PushedImage {
  destination: { registryId: string; region: string };
  /** ECR's own code; AWS does not publish the values. */
  failureCode: string;
}

export interface AskedReplications {
  failed: FailedReplication[];
  /** Images whose status was read. */
  lookedAt: number;
}

/**
 * Reads the replication status of images, in their order: a call for each.
 *
 * @param until - None is asked after that, in milliseconds since 1970.
 */
export async function failedReplications(
  ecr: ECRClient,
  images: readonly PushedImage[],
  until: number,
): Promise<AskedReplications> {
  let lookedAt = 0;
  const ask = async (image: PushedImage) => {
    if (Date.now() >= until) return [];
    lookedAt += 1;
    return failuresOf(ecr, image);
  };
  const failed = await pMap(images, ask, { concurrency: REPOSITORIES_AT_A_TIME });
  return { failed: failed.flat(), lookedAt };
}

async function failuresOf(ecr: ECRClient, image: PushedImage): Promise<FailedReplication[]> {
  const { repository: repositoryName, digest: imageDigest } = image;
  const input = { repositoryName, imageId: { imageDigest } };
  const answer = await unlessGone(ecr.send(new DescribeImageReplicationStatusCommand(input)));
  return (answer?.replicationStatuses ?? []).flatMap((it) => {
    if (it.status !== 'FAILED') return [];
    const { registryId = 'unknown', region = 'unknown', failureCode = 'no code' } = it;
    return [{ ...image, destination: { registryId, region }, failureCode }];
  });
}
