import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryRepository } from '../read.ts';
import { lifecyclePolicy, repositoryPolicy, resourceTags } from './policies.ts';
import { encryptionOf, observedMutability, type Settings } from './repository-settings.ts';

/**
 * The settings of a repository that `wanted` has, with whatever values; of its resource tags, those with wanted keys.
 *
 * @throws RepositoryNotFoundException
 */
export async function readSettings(
  ecr: ECRClient,
  repository: RegistryRepository,
  wanted: Settings,
): Promise<Settings> {
  const { repositoryName: name, repositoryArn: arn = '' } = repository;
  const [lifecycle, policy, tags] = await Promise.all([
    wanted.lifecyclePolicy === undefined ? undefined : lifecyclePolicy(ecr, name),
    wanted.repositoryPolicy === undefined ? undefined : repositoryPolicy(ecr, name),
    wanted.resourceTags === undefined ? undefined : resourceTags(ecr, arn),
  ]);
  const { scanOnPush = false } = repository.imageScanningConfiguration ?? {};
  return {
    ...(wanted.mutability && { mutability: observedMutability(repository) }),
    ...(lifecycle !== undefined && { lifecyclePolicy: lifecycle }),
    ...(policy !== undefined && { repositoryPolicy: policy }),
    ...(tags && wanted.resourceTags && { resourceTags: ofKeys(tags, wanted.resourceTags) }),
    ...(wanted.encryption && {
      encryption: encryptionOf(repository.encryptionConfiguration ?? {}),
    }),
    ...(wanted.scanOnPush !== undefined && { scanOnPush }),
  };
}

function ofKeys(tags: Readonly<Record<string, string>>, wanted: object): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => Object.hasOwn(wanted, key)));
}
