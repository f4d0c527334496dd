import {
  repository as findRepository,
  type RegistryRepository,
  type RegistryTemplate,
} from '../../registry/read.ts';
import { templateDiagnosis, templateFor } from '../templates/template-for.ts';
import { type Case, ruleOf } from './case.ts';
import { broken, ok, type Step, skipped, unknown, type Verdict } from './check.ts';

/** Does the repository exist, or can the first pull create it? */
export const repositoryStep: Step<Case> = {
  name: 'repository',
  async look(about, at) {
    const { ecr, name } = about;
    const isRule = name === '' || name.endsWith('/');
    const cached = (await ruleOf(about)) !== undefined;
    if (!isRule) {
      at(`ecr:DescribeRepositories ${name}`);
      const existing = await findRepository(ecr, name);
      if (existing !== undefined) return existingVerdict(existing, cached);
    }
    if (!cached) return skipped('not a cached repository');
    at('ecr:DescribeRepositoryCreationTemplates');
    return creation(isRule ? 'new repositories' : name, await templateFor(ecr, name));
  },
};

function existingVerdict(repository: RegistryRepository, cached: boolean): Verdict {
  const { repositoryName, imageTagMutability = 'MUTABLE' } = repository;
  const stuck = cached && imageTagMutability === 'IMMUTABLE';
  return ok(`${repositoryName} exists`, stuck ? [immutable(repositoryName)] : []);
}

function immutable(name: string): string {
  return (
    `the tags of ${name} are immutable, so ECR cannot refresh a cached tag: aws ecr ` +
    `put-image-tag-mutability --repository-name ${name} --image-tag-mutability MUTABLE`
  );
}

function creation(name: string, template: RegistryTemplate | undefined): Verdict {
  const tells = `${name}: the first pull creates it`;
  if (template === undefined) return ok(`${tells}, with ECR's defaults and no lifecycle policy`);
  const wrong = templateDiagnosis(template);
  if (wrong) return broken(wrong.cause, wrong.remedy);
  const { prefix, customRoleArn } = template;
  if (!customRoleArn) return ok(`${tells}, by the template ${prefix}`);
  const role = customRoleArn.split('/').at(-1);
  return unknown(
    `${tells}, by the template ${prefix} and as ${customRoleArn}, which is not checked here: check that it exists and trusts ecr.amazonaws.com: aws iam get-role --role-name ${role}`,
  );
}
