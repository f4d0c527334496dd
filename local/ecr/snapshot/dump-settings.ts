import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { accountSettingsView } from '../registry/account-settings.ts';
import { templateView } from '../templates/operations.ts';

/** The settings of a registry and of its repositories, all of them: a local AWS knows its own. */
export function dumpSettings(registry: Registry, repositories: readonly Repository[]): object {
  const { policyText, scanning, replicationRules, signingRules } = registry;
  return {
    repositoryCreationTemplates: Array.from(registry.templates.values(), templateView),
    registryPolicy: { policyText },
    scanningConfiguration: { scanType: scanning.type, rules: scanning.rules },
    replicationConfiguration: { rules: replicationRules },
    signingConfiguration: { rules: signingRules },
    pullTimeUpdateExclusions: Array.from(
      registry.pullTimeExclusions.values(),
      ({ principalArn }) => principalArn,
    ),
    accountSettings: accountSettingsView(registry),
    ...ofRepositories(repositories),
  };
}

function ofRepositories(repositories: readonly Repository[]): object {
  return {
    lifecyclePolicies: repositories.flatMap(({ name: repositoryName, lifecyclePolicyText }) =>
      lifecyclePolicyText === undefined ? [] : [{ repositoryName, lifecyclePolicyText }],
    ),
    repositoryPolicies: repositories.flatMap(({ name: repositoryName, policyText }) =>
      policyText === undefined ? [] : [{ repositoryName, policyText }],
    ),
    resourceTags: repositories.flatMap(({ name: repositoryName, tags }) =>
      tags.size === 0
        ? []
        : [{ repositoryName, tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })) }],
    ),
  };
}
