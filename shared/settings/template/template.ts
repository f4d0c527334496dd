import type { RCTAppliedFor } from '@aws-sdk/client-ecr';
import type { RegistryTemplate } from '../../registry/read.ts';
import { tagsByKey } from '../../registry/settings/policies.ts';
import {
  encryptionOf,
  mutabilityInput,
  observedMutability,
  type Settings,
  sameEncryption,
} from '../../registry/settings/repository-settings.ts';
import { settingsIn, type Words } from '../wanted.ts';

/** A repository creation template without its prefix. */
export interface TemplateState extends Omit<Settings, 'scanOnPush'> {
  description?: string;
  appliedFor: readonly RCTAppliedFor[];
  customRoleArn?: string;
}

/** The description of our templates: only these are ever deleted. */
const MARK = 'Managed by ecr-steward: declared in registry.yml';

export function isOurs({ description }: TemplateState): boolean {
  return description?.startsWith('Managed by ecr-steward') === true;
}

/** ECR's own role for templates may only create a repository, neither tag it nor use a key. */
export function needsRole({
  resourceTags = {},
  encryption,
  customRoleArn,
}: TemplateState): boolean {
  const isPlain = (encryption?.encryptionType ?? 'AES256') === 'AES256';
  return customRoleArn === undefined && (Object.keys(resourceTags).length > 0 || !isPlain);
}

/** A template as the registry has it; ECR returns a removed text as an empty one. */
export function observedTemplate(template: RegistryTemplate): TemplateState {
  const { description, lifecyclePolicy, repositoryPolicy, customRoleArn } = template;
  const tags = tagsByKey(template.resourceTags);
  return {
    ...(description && { description }),
    appliedFor: template.appliedFor ?? [],
    mutability: observedMutability(template),
    encryption: encryptionOf(template.encryptionConfiguration ?? {}),
    ...(lifecyclePolicy && { lifecyclePolicy }),
    ...(repositoryPolicy && { repositoryPolicy }),
    ...(Object.keys(tags).length > 0 && { resourceTags: tags }),
    ...(customRoleArn && { customRoleArn }),
  };
}

/** The keys by which registry.yml declares a template. */
export interface TemplateWords extends Words {
  appliedFor: readonly RCTAppliedFor[];
  customRoleArn?: string | undefined;
}

/**
 * The template that registry.yml asks for. One of ours has what is declared and nothing else. One that was created
 * manually keeps its description, its further purposes, and what is not declared.
 */
export function declaredTemplate(
  declared: TemplateWords,
  existing: TemplateState | undefined,
): TemplateState {
  const { scanOnPush: _, ...settings } = settingsIn(declared);
  const { appliedFor, customRoleArn } = declared;
  const wanted = { ...settings, appliedFor, ...(customRoleArn && { customRoleArn }) };
  if (existing && !isOurs(existing)) return takenOver(existing, wanted);
  const base = {
    description: MARK,
    mutability: { imageTagMutability: 'MUTABLE' as const },
    encryption: { encryptionType: 'AES256' as const },
  };
  return withEncryptionOf(existing, { ...base, ...wanted });
}

type Wanted = Partial<TemplateState> & Pick<TemplateState, 'appliedFor'>;

function takenOver(existing: TemplateState, wanted: Wanted): TemplateState {
  const appliedFor = [...new Set([...existing.appliedFor, ...wanted.appliedFor])];
  const tags = { ...existing.resourceTags, ...wanted.resourceTags };
  return withEncryptionOf(existing, {
    ...existing,
    ...wanted,
    appliedFor,
    ...(Object.keys(tags).length > 0 && { resourceTags: tags }),
  });
}

/** ECR may return the key that it has chosen itself. */
function withEncryptionOf(
  existing: TemplateState | undefined,
  wanted: TemplateState,
): TemplateState {
  const { encryption } = existing ?? {};
  const same = encryption && wanted.encryption && sameEncryption(encryption, wanted.encryption);
  return same ? { ...wanted, encryption } : wanted;
}

/** The fields by which two templates are compared. */
export const templateKeys = [
  'description',
  'appliedFor',
  'mutability',
  'lifecyclePolicy',
  'repositoryPolicy',
  'resourceTags',
  'encryption',
  'customRoleArn',
] as const satisfies (keyof TemplateState)[];

/**
 * The template as a request of ECR has it. An update keeps what it does not name, so what has to go is named,
 * as empty.
 */
export function templateInput(prefix: string, template: TemplateState) {
  const tags = Object.entries(template.resourceTags ?? {});
  return {
    prefix,
    description: template.description ?? '',
    appliedFor: [...template.appliedFor],
    ...(template.mutability && mutabilityInput(template.mutability)),
    encryptionConfiguration: template.encryption ?? { encryptionType: 'AES256' as const },
    lifecyclePolicy: template.lifecyclePolicy ?? '',
    repositoryPolicy: template.repositoryPolicy ?? '',
    resourceTags: tags.map(([Key, Value]) => ({ Key, Value })),
    customRoleArn: template.customRoleArn ?? '',
  };
}
