import type { Registry } from '../model/registry.ts';
import type { CreationTemplate } from '../model/template.ts';
import { loadAccountSettings } from '../registry/account-settings.ts';
import { normalPrefix } from '../rules/rules.ts';
import { dateFrom } from './date-from.ts';
import type { Snapshot } from './snapshot.ts';

/** Loads the settings of the registry and of its repositories, without events and without a check of their content. */
export function loadSettings(registry: Registry, snapshot: Snapshot): void {
  for (const it of snapshot.repositoryCreationTemplates ?? []) {
    const template = templateFrom(it);
    registry.templates.set(template.prefix, template);
  }
  registry.policyText = snapshot.registryPolicy?.policyText;
  const { scanType: type = 'BASIC', rules = [] } = snapshot.scanningConfiguration ?? {};
  registry.scanning = { type, rules };
  registry.replicationRules = snapshot.replicationConfiguration?.rules ?? [];
  registry.signingRules = snapshot.signingConfiguration?.rules;
  for (const principalArn of snapshot.pullTimeUpdateExclusions ?? []) {
    // ECR does not return when.
    registry.pullTimeExclusions.set(principalArn, { principalArn, createdAt: new Date(0) });
  }
  loadAccountSettings(registry, snapshot.accountSettings ?? []);
  loadRepositories(registry, snapshot);
}

function loadRepositories({ repositories }: Registry, snapshot: Snapshot): void {
  for (const { repositoryName, lifecyclePolicyText } of snapshot.lifecyclePolicies ?? []) {
    const repository = repositories.get(repositoryName);
    if (repository) repository.lifecyclePolicyText = lifecyclePolicyText;
  }
  for (const { repositoryName, policyText } of snapshot.repositoryPolicies ?? []) {
    const repository = repositories.get(repositoryName);
    if (repository) repository.policyText = policyText;
  }
  for (const { repositoryName, tags } of snapshot.resourceTags ?? []) {
    const repository = repositories.get(repositoryName);
    for (const { Key, Value } of tags) repository?.tags.set(Key, Value);
  }
}

type SnapshotTemplate = NonNullable<Snapshot['repositoryCreationTemplates']>[number];

function templateFrom(it: SnapshotTemplate): CreationTemplate {
  const createdAt = dateFrom(it.createdAt) ?? new Date(0);
  const filters = it.imageTagMutabilityExclusionFilters ?? [];
  return {
    prefix: normalPrefix(it.prefix),
    createdAt,
    updatedAt: dateFrom(it.updatedAt) ?? createdAt,
    description: it.description,
    appliedFor: it.appliedFor,
    mutability: {
      mode: it.imageTagMutability ?? 'MUTABLE',
      exclusions: filters.map(({ filter }) => filter),
    },
    encryption: it.encryptionConfiguration,
    resourceTags: it.resourceTags,
    repositoryPolicy: it.repositoryPolicy,
    lifecyclePolicy: it.lifecyclePolicy,
    customRoleArn: it.customRoleArn,
  };
}
