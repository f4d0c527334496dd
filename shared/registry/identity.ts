import { DescribeRegistryCommand, type ECRClient } from '@aws-sdk/client-ecr';

/** Which registry a client talks to: an ECR registry is one account in one region. */
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
  return `arn:${partitionOf(region)}:ecr:${region}:${registryId}:repository/${name}`;
}

/** The partition is the first part of every ARN; only these regions are in another one than `aws`. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
