import type { ECRClient } from '@aws-sdk/client-ecr';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import { creationTemplates, type RegistryTemplate } from '../../registry/read.ts';
import type { Diagnosis } from '../failures/causes.ts';

/**
 * The template by which a first pull creates a repository: that of the longest prefix (Amazon ECR user guide,
 * repository creation templates). Undefined: none, so ECR's defaults apply.
 */
export async function templateFor(
  ecr: ECRClient,
  repositoryName: string,
): Promise<RegistryTemplate | undefined> {
  const fitting = (await creationTemplates(ecr))
    .filter(({ appliedFor }) => appliedFor?.includes('PULL_THROUGH_CACHE'))
    .filter(({ prefix }) => isCached(repositoryName, [prefix]));
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0];
}

function rank({ prefix }: RegistryTemplate): number {
  return prefix === ROOT_PREFIX ? 0 : prefix.length;
}

/** A template with tags or a KMS key and no role breaks the creation of every repository. */
export function templateDiagnosis(template: RegistryTemplate): Diagnosis | undefined {
  const { prefix, customRoleArn, resourceTags = [], encryptionConfiguration } = template;
  if (customRoleArn !== undefined) return undefined;
  const needs = [
    resourceTags.length > 0 && 'tags',
    encryptionConfiguration?.encryptionType?.startsWith('KMS') && 'a KMS key',
  ].filter((need) => typeof need === 'string');
  if (needs.length === 0) return undefined;
  const what = needs.join(' and ');
  return {
    cause: `the repository creation template ${prefix} sets ${what} without a role`,
    remedy: `give it a customRoleArn, or remove ${what} from it: until then ECR creates no repository by it`,
  };
}
