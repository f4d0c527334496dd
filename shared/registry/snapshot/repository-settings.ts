import { type ECRClient, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import type { RegistryRepository } from '../read.ts';
import { lifecyclePolicy, repositoryPolicy } from '../settings/policies.ts';
import type { SettingsReading } from './not-read.ts';

/** The settings of a repository that have a call of their own. */
export interface SettingsFound {
  repositoryName: string;
  lifecyclePolicyText: string | undefined;
  policyText: string | undefined;
  tags: object[] | undefined;
}

/**
 * By three calls, one after the other: many repositories are read at a time.
 *
 * @throws RepositoryNotFoundException
 */
export async function readSettings(
  ecr: ECRClient,
  { repositoryName, repositoryArn: resourceArn }: RegistryRepository,
  { read }: SettingsReading,
): Promise<SettingsFound> {
  const lifecycle = () => lifecyclePolicy(ecr, repositoryName);
  const policy = () => repositoryPolicy(ecr, repositoryName);
  const tags = async () => (await ecr.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
  return {
    repositoryName,
    lifecyclePolicyText: (await read('lifecyclePolicies', lifecycle, repositoryName))?.value,
    policyText: (await read('repositoryPolicies', policy, repositoryName))?.value,
    tags: (await read('resourceTags', tags, repositoryName))?.value,
  };
}

/** Collects the settings of repositories as members of a snapshot: only those that are set. */
export function collectSettings() {
  const lifecyclePolicies: object[] = [];
  const repositoryPolicies: object[] = [];
  const resourceTags: object[] = [];
  const all = { lifecyclePolicies, repositoryPolicies, resourceTags };
  return {
    add: ({ repositoryName, lifecyclePolicyText, policyText, tags = [] }: SettingsFound) => {
      if (lifecyclePolicyText !== undefined) {
        lifecyclePolicies.push({ repositoryName, lifecyclePolicyText });
      }
      if (policyText !== undefined) repositoryPolicies.push({ repositoryName, policyText });
      if (tags.length > 0) resourceTags.push({ repositoryName, tags });
    },
    /** Without those that are not known of any repository. */
    members: ({ isKnown }: SettingsReading, repositories: number): Record<string, object[]> => {
      const names = Object.keys(all) as (keyof typeof all)[];
      const known = names.filter((name) => isKnown(name, repositories));
      return Object.fromEntries(known.map((name) => [name, all[name]]));
    },
  };
}
