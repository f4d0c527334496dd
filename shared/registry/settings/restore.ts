import {
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryPolicyCommand,
  type ECRClient,
  LifecyclePolicyNotFoundException,
  RepositoryPolicyNotFoundException,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import type { RegistryRepository } from '../read.ts';
import type { Settings } from './repository-settings.ts';
import { writeSettings } from './write.ts';

/** Settings to write, and settings to remove. */
export interface Restored {
  settings: Settings;
  gone: readonly ('lifecyclePolicy' | 'repositoryPolicy')[];
  /** Keys of resource tags. */
  goneTags: readonly string[];
}

/**
 * Writes some settings of a repository and removes others; one that is absent already counts as removed.
 *
 * @throws RepositoryNotFoundException
 */
export async function restoreSettings(
  ecr: ECRClient,
  repository: RegistryRepository,
  { settings, gone, goneTags }: Restored,
): Promise<void> {
  const { repositoryName, repositoryArn: resourceArn } = repository;
  await writeSettings(ecr, repository, settings);
  if (gone.includes('lifecyclePolicy')) {
    const call = ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await unless(LifecyclePolicyNotFoundException, call);
  }
  if (gone.includes('repositoryPolicy')) {
    const call = ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
    await unless(RepositoryPolicyNotFoundException, call);
  }
  if (goneTags.length > 0) {
    await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: [...goneTags] }));
  }
}

async function unless(absence: abstract new (...args: never[]) => Error, call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof absence)) throw error;
  }
}
