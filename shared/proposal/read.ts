import type { ECRClient } from '@aws-sdk/client-ecr';
import { cacheRules, creationTemplates } from '../registry/read.ts';
import { registryPolicy } from '../registry/settings/policies.ts';
import { observeReplication } from '../registry-settings/replication/state.ts';
import type { RegistryFacts } from './facts.ts';
import { type ReadFactsOptions, readRepositories } from './read-repositories.ts';
import { readRegistrySettings } from './registry/read.ts';
import { collectUnread, type UnreadFacts } from './unread.ts';

/**
 * Reads what a registry.yml can be proposed from: ten calls for the registry, and for each repository its images, its
 * lifecycle policy, its repository policy and its resource tags. What AWS refuses is in `unread`.
 *
 * @throws what concerns all calls, such as expired credentials.
 */
export async function readFacts(
  ecr: ECRClient,
  options: ReadFactsOptions = {},
): Promise<RegistryFacts> {
  const unread = collectUnread();
  const registry = await readRegistry(ecr, unread);
  const repositories = await readRepositories(ecr, unread, options);
  return { ...registry, repositories, unread: unread.all() };
}

async function readRegistry(ecr: ECRClient, unread: UnreadFacts) {
  const [replication, rules, templates, policy, settings] = await Promise.all([
    unread.unlessRefused('the registry', observeReplication(ecr)),
    unread.unlessRefused('the cache rules', cacheRules(ecr)),
    unread.unlessRefused('the repository creation templates', creationTemplates(ecr)),
    unread.unlessRefused('the registry policy', registryPolicy(ecr)),
    readRegistrySettings(ecr, unread),
  ]);
  return {
    ...(replication && { registry: replication.own }),
    ...(rules && { rules }),
    templates: templates ?? [],
    ...(policy && { policy: policy.text }),
    settings: { ...settings, ...(replication && { replication: { state: replication } }) },
  };
}
