import {
  CreateRepositoryCommand,
  type ECRClient,
  RepositoryAlreadyExistsException,
} from '@aws-sdk/client-ecr';
import { StewardError } from '../../runtime/errors.ts';
import type { RegistryRepository } from '../read.ts';
import type { SettingsReader } from './reader.ts';
import {
  encryptionOf,
  mutabilityInput,
  observedMutability,
  type Settings,
} from './repository-settings.ts';
import { writeSettings } from './write.ts';

/** A repository with all of its settings, from which it can be created again. */
export interface WholeRepository {
  name: string;
  settings: Settings;
}

/** @throws RepositoryNotFoundException */
export async function readWhole(
  reader: SettingsReader,
  repository: RegistryRepository,
): Promise<WholeRepository> {
  const { repositoryName: name, repositoryArn: arn = '' } = repository;
  const [lifecyclePolicy, repositoryPolicy, resourceTags] = await Promise.all([
    reader.lifecyclePolicy(name),
    reader.repositoryPolicy(name),
    reader.resourceTags(name, arn),
  ]);
  const { scanOnPush = false } = repository.imageScanningConfiguration ?? {};
  const settings: Settings = {
    mutability: observedMutability(repository),
    encryption: encryptionOf(repository.encryptionConfiguration ?? {}),
    ...{ scanOnPush, resourceTags },
    ...(lifecyclePolicy !== undefined && { lifecyclePolicy }),
    ...(repositoryPolicy !== undefined && { repositoryPolicy }),
  };
  return { name, settings };
}

/** Creates it, without images. @throws StewardError when there is one of its name. */
export async function createWhole(ecr: ECRClient, whole: WholeRepository): Promise<void> {
  try {
    await createRepository(ecr, whole);
  } catch (error) {
    if (!(error instanceof RepositoryAlreadyExistsException)) throw error;
    throw new StewardError(`there is a repository ${whole.name} again`, { cause: error });
  }
}

/**
 * Creates it, without images: what CreateRepository takes at once, the policies by a call each.
 *
 * @throws RepositoryAlreadyExistsException
 */
export async function createRepository(
  ecr: ECRClient,
  { name: repositoryName, settings }: WholeRepository,
): Promise<void> {
  const { mutability, encryption, scanOnPush = false, resourceTags = {} } = settings;
  const command = new CreateRepositoryCommand({
    repositoryName,
    imageScanningConfiguration: { scanOnPush },
    ...(mutability && mutabilityInput(mutability)),
    ...(encryption && { encryptionConfiguration: encryption }),
    tags: Object.entries(resourceTags).map(([Key, Value]) => ({ Key, Value })),
  });
  const { repository } = await ecr.send(command);
  await writePolicies(ecr, { ...repository, repositoryName }, settings);
}

/** What CreateRepository does not take. */
export function writePolicies(
  ecr: ECRClient,
  repository: RegistryRepository,
  { lifecyclePolicy, repositoryPolicy }: Settings,
): Promise<void> {
  return writeSettings(ecr, repository, {
    ...(lifecyclePolicy !== undefined && { lifecyclePolicy }),
    ...(repositoryPolicy !== undefined && { repositoryPolicy }),
  });
}
