import type { Registry } from '../model/registry.ts';
import type { CreationTemplate, Purpose } from '../model/template.ts';
import type { NewRepository } from '../repositories/repositories.ts';

/** The settings of a repository that ECR is about to create. */
export type RepositorySettings = Omit<NewRepository, 'name'>;

/** Why ECR does not create a repository. The codes are ours; AWS does not publish any. */
export interface CreationFailure {
  code: 'TemplateMissing' | 'CustomRoleMissing';
  reason: string;
}

/**
 * How ECR creates a repository (Amazon ECR user guide, "Templates to control repositories created during a pull
 * through cache, create on push, or replication action"). Of the templates for this purpose, the one with the
 * longest prefix applies. Without one, a repository for a cache or a replica has AWS's defaults, and a push creates
 * none. A template with resource tags or KMS needs a role, or nothing is created.
 */
export function settingsFor(
  registry: Registry,
  repositoryName: string,
  purpose: Purpose,
): { settings: RepositorySettings } | { failure: CreationFailure } {
  const template = templateFor(registry, repositoryName, purpose);
  if (!template) {
    if (purpose !== 'CREATE_ON_PUSH') return { settings: {} };
    const reason = `No repository creation template for CREATE_ON_PUSH matches '${repositoryName}'`;
    return { failure: { code: 'TemplateMissing', reason } };
  }
  if (needsRole(template) && template.customRoleArn === undefined) {
    const reason = `The repository creation template with prefix '${template.prefix}' has resource tags or KMS encryption, but no custom role`;
    return { failure: { code: 'CustomRoleMissing', reason } };
  }
  return { settings: settingsOf(template) };
}

/** The template that applies to a repository of this name; `undefined` when there is none. */
export function templateFor(
  registry: Registry,
  repositoryName: string,
  purpose: Purpose,
): CreationTemplate | undefined {
  const steps = repositoryName.split('/');
  const prefixes = steps.slice(1).map((_, at) => steps.slice(0, -1 - at).join('/'));
  for (const prefix of [...prefixes, 'ROOT']) {
    const template = registry.templates.get(prefix);
    if (template?.appliedFor.includes(purpose)) return template;
  }
  return undefined;
}

function needsRole({ resourceTags = [], encryption }: CreationTemplate): boolean {
  return resourceTags.length > 0 || (encryption?.encryptionType ?? 'AES256') !== 'AES256';
}

function settingsOf(template: CreationTemplate): RepositorySettings {
  return {
    mutability: template.mutability,
    encryption: template.encryption,
    tags: new Map(template.resourceTags?.map(({ Key, Value }) => [Key, Value])),
    policyText: template.repositoryPolicy || undefined,
    lifecyclePolicyText: template.lifecyclePolicy || undefined,
  };
}
