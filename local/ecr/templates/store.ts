import { AwsError } from '../../http/errors.ts';
import { requireOwnRole } from '../errors.ts';
import { parseLifecyclePolicy } from '../lifecycle/policy.ts';
import type { Ecr } from '../model/ecr.ts';
import type { TagMutability } from '../model/mutability.ts';
import type { Registry } from '../model/registry.ts';
import type { CreationTemplate } from '../model/template.ts';
import { checkPolicyDocument } from '../policies/document.ts';
import { tagMutability } from '../repositories/repositories.ts';
import { normalPrefix } from '../rules/rules.ts';

type Members = Omit<CreationTemplate, 'prefix' | 'createdAt' | 'updatedAt' | 'mutability'>;

/** The members of a template in a request. */
export type TemplateChange = { [Name in keyof Members]?: Members[Name] | undefined } & {
  mode?: TagMutability['mode'] | undefined;
  exclusions?: readonly string[] | undefined;
};

/** @throws AwsError `TemplateNotFoundException` */
export function requireTemplate(registry: Registry, prefix: string): CreationTemplate {
  const template = registry.templates.get(normalPrefix(prefix));
  if (template) return template;
  throw new AwsError(
    'TemplateNotFoundException',
    `The repository creation template with prefix '${prefix}' does not exist in the registry with id '${registry.accountId}'`,
  );
}

/** @throws AwsError `TemplateAlreadyExistsException`, `InvalidParameterException` */
export function createTemplate(
  ecr: Ecr,
  givenPrefix: string,
  wanted: TemplateChange & { appliedFor: CreationTemplate['appliedFor'] },
): CreationTemplate {
  const { registry } = ecr;
  const prefix = normalPrefix(givenPrefix);
  check(registry, wanted);
  if (registry.templates.has(prefix)) {
    throw new AwsError(
      'TemplateAlreadyExistsException',
      `A repository creation template with prefix '${prefix}' already exists in the registry with id '${registry.accountId}'`,
    );
  }
  const { mode, exclusions, ...rest } = wanted;
  const mutability = tagMutability(mode, exclusions);
  const at = ecr.now();
  const template = { ...rest, prefix, mutability, createdAt: at, updatedAt: at };
  registry.templates.set(prefix, template);
  return template;
}

/**
 * Changes the members in the request and keeps the rest. AWS does not document what happens to a mutability that is
 * not in the request; here it stays, too.
 *
 * @throws AwsError `TemplateNotFoundException`, `InvalidParameterException`
 */
export function updateTemplate(ecr: Ecr, prefix: string, change: TemplateChange): CreationTemplate {
  const template = requireTemplate(ecr.registry, prefix);
  check(ecr.registry, change);
  const { mode, exclusions, ...rest } = change;
  if (mode !== undefined || exclusions !== undefined) {
    template.mutability = tagMutability(mode ?? template.mutability.mode, exclusions);
  }
  const named = Object.entries(rest).filter(([, value]) => value !== undefined);
  return Object.assign(template, Object.fromEntries(named), { updatedAt: ecr.now() });
}

/** Deletes a template; the repositories created by it do not change. */
export function deleteTemplate(registry: Registry, prefix: string): CreationTemplate {
  const template = requireTemplate(registry, prefix);
  registry.templates.delete(template.prefix);
  return template;
}

function check(registry: Registry, wanted: TemplateChange): void {
  if (wanted.repositoryPolicy) checkPolicyDocument(wanted.repositoryPolicy, 'repository');
  if (wanted.lifecyclePolicy) parseLifecyclePolicy(wanted.lifecyclePolicy);
  if (wanted.customRoleArn) requireOwnRole(registry, wanted.customRoleArn);
}
