import {
  CreateRepositoryCreationTemplateCommand,
  DeleteRepositoryCreationTemplateCommand,
  DescribeRepositoryCreationTemplatesCommand,
  type ECRClient,
  TemplateAlreadyExistsException,
  TemplateNotFoundException,
  UpdateRepositoryCreationTemplateCommand,
} from '@aws-sdk/client-ecr';
import { ChangedSincePlanError } from '../../changes/errors.ts';
import { mayBeOurs, type Outcome, type Step } from '../../changes/step.ts';
import { differing } from '../../registry/settings/same.ts';
import { observedTemplate, type TemplateState, templateInput, templateKeys } from './template.ts';

/** A repository creation template: the settings of the repositories that ECR creates under a prefix. */
export type TemplateChange = { kind: 'template'; prefix: string } & Step<TemplateState>;

/**
 * Writes a template as planned, if it is still as the plan saw it.
 *
 * @throws ChangedSincePlanError when it has changed since.
 */
export async function writeTemplate(ecr: ECRClient, change: TemplateChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      return createTemplate(ecr, change.prefix, change.after);
    case 'update':
      return updateTemplate(ecr, change.prefix, change.before, change.after);
    case 'delete':
      return deleteTemplate(ecr, change.prefix, change.before);
    default:
      return 'unchanged';
  }
}

async function createTemplate(
  ecr: ECRClient,
  prefix: string,
  after: TemplateState,
): Promise<Outcome> {
  try {
    await ecr.send(new CreateRepositoryCreationTemplateCommand(inputFor(prefix, after)));
    return 'created';
  } catch (error) {
    if (!(error instanceof TemplateAlreadyExistsException)) throw error;
    const existing = await currentTemplate(ecr, prefix);
    if (!isLike(existing, after)) throw new ChangedSincePlanError(`the template ${prefix}`);
    return mayBeOurs(error) ? 'created' : 'unchanged';
  }
}

async function updateTemplate(
  ecr: ECRClient,
  prefix: string,
  shown: TemplateState,
  after: TemplateState,
): Promise<Outcome> {
  const existing = await currentTemplate(ecr, prefix);
  if (isLike(existing, after)) return 'unchanged';
  if (!isLike(existing, shown)) throw new ChangedSincePlanError(`the template ${prefix}`);
  await ecr.send(new UpdateRepositoryCreationTemplateCommand(inputFor(prefix, after, existing)));
  return 'updated';
}

/**
 * An empty text takes away what a template has. It is sent for nothing else: whether ECR asks for iam:PassRole for an
 * empty role, or takes an empty policy where there is none, is not documented.
 */
function inputFor(prefix: string, after: TemplateState, existing?: TemplateState) {
  const input = templateInput(prefix, after);
  const { lifecyclePolicy, repositoryPolicy, customRoleArn, ...others } = input;
  return {
    ...others,
    ...((lifecyclePolicy || existing?.lifecyclePolicy) && { lifecyclePolicy }),
    ...((repositoryPolicy || existing?.repositoryPolicy) && { repositoryPolicy }),
    ...((customRoleArn || existing?.customRoleArn) && { customRoleArn }),
  };
}

async function deleteTemplate(
  ecr: ECRClient,
  prefix: string,
  shown: TemplateState,
): Promise<Outcome> {
  const existing = await currentTemplate(ecr, prefix);
  if (existing === undefined) return 'unchanged';
  if (!isLike(existing, shown)) throw new ChangedSincePlanError(`the template ${prefix}`);
  try {
    await ecr.send(new DeleteRepositoryCreationTemplateCommand({ prefix }));
    return 'deleted';
  } catch (error) {
    if (!(error instanceof TemplateNotFoundException)) throw error;
    return mayBeOurs(error) ? 'deleted' : 'unchanged';
  }
}

function isLike(existing: TemplateState | undefined, other: TemplateState): boolean {
  return existing !== undefined && differing(existing, other, templateKeys).length === 0;
}

/** The template as it is now; undefined where there is none. */
export async function currentTemplate(
  ecr: ECRClient,
  prefix: string,
): Promise<TemplateState | undefined> {
  const input = { prefixes: [prefix] };
  try {
    const answer = await ecr.send(new DescribeRepositoryCreationTemplatesCommand(input));
    const [template] = answer.repositoryCreationTemplates ?? [];
    return template && observedTemplate({ ...template, prefix });
  } catch (error) {
    if (error instanceof TemplateNotFoundException) return undefined;
    throw error;
  }
}
