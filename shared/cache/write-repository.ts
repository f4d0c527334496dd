import {
  type ECRClient,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import { unlessGone } from '../registry/races.ts';
import { type RegistryRepository, repositories } from '../registry/read.ts';
import type { Outcome, RepositoryChange } from './change.ts';
import { ChangedSincePlanError } from './errors.ts';
import { changeable } from './plan-repositories.ts';
import { repositorySettings } from './repository.ts';
import { isSame } from './same.ts';
import { mutabilityInput, type Settings } from './settings.ts';

/**
 * Brings a repository in line, if it still is as the plan saw it. Its images are not touched, and one that
 * is gone is left alone.
 *
 * @throws ChangedSincePlanError when somebody has changed one of the settings since.
 */
export async function writeRepository(ecr: ECRClient, change: RepositoryChange): Promise<Outcome> {
  if (change.action !== 'update') return 'unchanged';
  const { repository: name, before, after } = change;
  const repository = await currentRepository(ecr, name);
  if (repository === undefined) return 'unchanged';
  const now = await unlessGone(repositorySettings(ecr, repository, after));
  if (now === undefined) return 'unchanged';
  for (const key of changeable) {
    if (after[key] === undefined || isSame(now[key], after[key])) continue;
    if (!isSame(now[key], before[key])) throw new ChangedSincePlanError(`${key} of ${name}`);
  }
  await unlessGone(write(ecr, repository, after));
  return 'updated';
}

async function currentRepository(
  ecr: ECRClient,
  name: string,
): Promise<RegistryRepository | undefined> {
  const [found] = (await unlessGone(Array.fromAsync(repositories(ecr, [name])))) ?? [];
  return found;
}

async function write(
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
