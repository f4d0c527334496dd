import type { RegistryRepository } from '../read.ts';
import type { SettingsReader } from './reader.ts';
import { encryptionOf, observedMutability, type Settings } from './repository-settings.ts';

/**
 * The settings of a repository that `wanted` has, with whatever values; of its resource tags, those with wanted keys.
 *
 * @param reader - Before a write, a new one: what was read for others may be stale.
 * @throws RepositoryNotFoundException
 */
export async function readSettings(
  reader: SettingsReader,
  repository: RegistryRepository,
  wanted: Settings,
): Promise<Settings> {
  const { repositoryName: name, repositoryArn: arn = '' } = repository;
  const [lifecycle, policy, tags] = await Promise.all([
    wanted.lifecyclePolicy === undefined ? undefined : reader.lifecyclePolicy(name),
    wanted.repositoryPolicy === undefined ? undefined : reader.repositoryPolicy(name),
    wanted.resourceTags === undefined ? undefined : reader.resourceTags(name, arn),
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
