import {
  type ECRClient,
  paginateDescribeRepositoryCreationTemplates,
  type RepositoryCreationTemplate,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import { type RegistryRepository, repositories } from '../../registry/read.ts';
import { type Case, ruleOf } from './case.ts';
import { broken, ok, type Step, skipped, type Verdict } from './check.ts';

/** Is the repository there, or can the first pull create it? */
export const repositoryStep: Step<Case> = {
  name: 'repository',
  async look(about, at) {
    const { ecr, name } = about;
    const isRule = name === '' || name.endsWith('/');
    const cached = (await ruleOf(about)) !== undefined;
    if (!isRule) {
      at(`ecr:DescribeRepositories ${name}`);
      const [existing] = await found(ecr, name);
      if (existing !== undefined) return existingVerdict(existing, cached);
    }
    if (!cached) return skipped('no cache');
    at('ecr:DescribeRepositoryCreationTemplates');
    return creation(isRule ? 'new repositories' : name, await templateFor(ecr, name));
  },
};

async function found(ecr: ECRClient, name: string): Promise<RegistryRepository[]> {
  try {
    return await Array.fromAsync(repositories(ecr, [name]));
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return [];
    throw error;
  }
}

function existingVerdict(repository: RegistryRepository, cached: boolean): Verdict {
  const { repositoryName, imageTagMutability = 'MUTABLE' } = repository;
  const stuck = cached && imageTagMutability === 'IMMUTABLE';
  return ok(`${repositoryName} is there`, stuck ? [immutable(repositoryName)] : []);
}

function immutable(name: string): string {
  return (
    `the tags of ${name} are immutable, so ECR cannot bring a cached tag up to date: aws ecr ` +
    `put-image-tag-mutability --repository-name ${name} --image-tag-mutability MUTABLE`
  );
}

/** The template of the longest prefix decides (Amazon ECR user guide, repository creation templates). */
async function templateFor(
  ecr: ECRClient,
  name: string,
): Promise<RepositoryCreationTemplate | undefined> {
  const fitting: RepositoryCreationTemplate[] = [];
  for await (const page of paginateDescribeRepositoryCreationTemplates({ client: ecr }, {})) {
    for (const template of page.repositoryCreationTemplates ?? []) {
      const applies = template.appliedFor?.includes('PULL_THROUGH_CACHE');
      if (applies && isCached(name, [template.prefix ?? ''])) fitting.push(template);
    }
  }
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0];
}

function rank({ prefix = '' }: RepositoryCreationTemplate): number {
  return prefix === ROOT_PREFIX ? 0 : prefix.length;
}

function creation(name: string, template: RepositoryCreationTemplate | undefined): Verdict {
  const tells = `${name}: the first pull creates it`;
  if (template === undefined) return ok(`${tells}, with ECR's defaults and no lifecycle policy`);
  const { prefix, customRoleArn, resourceTags = [], encryptionConfiguration } = template;
  const type = encryptionConfiguration?.encryptionType ?? 'AES256';
  const needsRole = resourceTags.length > 0 || type !== 'AES256';
  if (!needsRole || customRoleArn) return ok(`${tells}, by the template ${prefix}`);
  return broken(
    `the creation template ${prefix} sets tags or KMS without a role: every first pull fails`,
    'give the template a customRoleArn, or take tags and KMS out of it',
  );
}
