import { DescribeRegistryCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { partition } from '@aws-sdk/core/client';

/** The registry that a client calls: there is one per account and region. */
export interface RegistryIdentity {
  registryId: string;
  region: string;
}

export async function identify(ecr: ECRClient): Promise<RegistryIdentity> {
  const [{ registryId }, region] = await Promise.all([
    ecr.send(new DescribeRegistryCommand({})),
    ecr.config.region(),
  ]);
  if (registryId === undefined)
    throw new TypeError('DescribeRegistry answered without a registryId');
  return { registryId, region };
}

/** The ARN of the repositories under a name, which may end in `*`. */
export function repositoryArn({ registryId, region }: RegistryIdentity, name: string): string {
  return `arn:${partitionOf(region).name}:ecr:${region}:${registryId}:repository/${name}`;
}

/** A part of AWS with accounts and names of its own: all of its ARNs begin with `arn:<name>:`. */
export interface Partition {
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso` and its like. */
  name: string;
  /** `amazonaws.com`. */
  dnsSuffix: string;
  /** `api.aws`. */
  dualStackDnsSuffix: string;
}

/** By the SDK's own table. A region that is not in it belongs to `aws`. */
export function partitionOf(region: string): Partition {
  return partition(region);
}
