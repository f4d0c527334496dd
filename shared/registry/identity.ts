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
