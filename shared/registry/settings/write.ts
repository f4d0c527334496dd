import {
  type ECRClient,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import type { RegistryRepository } from '../read.ts';
import { mutabilityInput, type Settings } from './repository-settings.ts';

/**
 * Writes the given settings of a repository and leaves the others. Resource tags are added to those that it has.
 *
 * @throws RepositoryNotFoundException
 */
export async function writeSettings(
  ecr: ECRClient,
  { repositoryName, repositoryArn }: RegistryRepository,
  { mutability, lifecyclePolicy, repositoryPolicy, resourceTags, scanOnPush }: Settings,
): Promise<void> {
  if (mutability) {
    const input = { repositoryName, ...mutabilityInput(mutability) };
    await ecr.send(new PutImageTagMutabilityCommand(input));
  }
  if (lifecyclePolicy !== undefined) {
    const input = { repositoryName, lifecyclePolicyText: lifecyclePolicy };
    await ecr.send(new PutLifecyclePolicyCommand(input));
  }
  if (repositoryPolicy !== undefined) {
    const input = { repositoryName, policyText: repositoryPolicy };
    await ecr.send(new SetRepositoryPolicyCommand(input));
  }
  if (resourceTags) {
    const tags = Object.entries(resourceTags).map(([Key, Value]) => ({ Key, Value }));
    await ecr.send(new TagResourceCommand({ resourceArn: repositoryArn, tags }));
  }
  if (scanOnPush !== undefined) {
    const imageScanningConfiguration = { scanOnPush };
    const input = { repositoryName, imageScanningConfiguration };
    await ecr.send(new PutImageScanningConfigurationCommand(input));
  }
}
