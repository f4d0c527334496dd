import type {
  CreateRepositoryCreationTemplateResponse,
  DeleteRepositoryCreationTemplateResponse,
  DescribeRepositoryCreationTemplatesResponse,
  RepositoryCreationTemplate,
  UpdateRepositoryCreationTemplateResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { linking, passing, requireAllowed, templating } from '../asked-of-caller.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { CreationTemplate } from '../model/template.ts';
import { refusePagingWith } from '../paging.ts';
import { mutabilityView } from '../repositories/views.ts';
import { normalPrefix } from '../rules/rules.ts';
import { paging } from '../schemas.ts';
import { templateMembers, templatePrefix } from './schemas.ts';
import { createTemplate, deleteTemplate, type TemplateChange, updateTemplate } from './store.ts';

const { read, write } = declareOperations(invalidInput);

const owner = 'ecr.amazonaws.com';

/** Repository creation templates. */
export function templateOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  const answer = (template: CreationTemplate) => ({
    registryId: registry.accountId,
    repositoryCreationTemplate: templateView(template),
  });
  return [
    write('CreateRepositoryCreationTemplate', newTemplate, (input, caller) => {
      requireAllowed(ecr, caller, [
        ...templating(ecr, input),
        ...linking(ecr, owner, registry.templates.size === 0),
        ...passing(input.customRoleArn, owner),
      ]);
      const { appliedFor } = input;
      const template = createTemplate(ecr, input.prefix, { ...changeOf(input), appliedFor });
      return answer(template) satisfies CreateRepositoryCreationTemplateResponse;
    }),
    write('UpdateRepositoryCreationTemplate', changedTemplate, (input, caller) => {
      const passed = passing(input.customRoleArn, owner);
      requireAllowed(ecr, caller, [...templating(ecr, input), ...passed]);
      const template = updateTemplate(ecr, input.prefix, changeOf(input));
      return answer(template) satisfies UpdateRepositoryCreationTemplateResponse;
    }),
    write('DeleteRepositoryCreationTemplate', onTemplate, (input) => {
      const template = deleteTemplate(registry, input.prefix);
      return answer(template) satisfies DeleteRepositoryCreationTemplateResponse;
    }),
    read('DescribeRepositoryCreationTemplates', describedTemplates, (input) => {
      refusePagingWith('prefixes', input.prefixes, input);
      const { items, ...rest } = input.prefixes
        ? { items: input.prefixes.flatMap((it) => registry.templates.get(normalPrefix(it)) ?? []) }
        : takePage({
            scope: 'DescribeRepositoryCreationTemplates',
            token: input.nextToken,
            limit: input.maxResults ?? 100,
            from: (after) => registry.templates.after(after),
            key: (template) => template.prefix,
            invalid: invalidToken,
          });
      return {
        registryId: registry.accountId,
        repositoryCreationTemplates: items.map(templateView),
        ...rest,
      } satisfies DescribeRepositoryCreationTemplatesResponse;
    }),
  ];
}

const onTemplate = z.object({ prefix: templatePrefix });

const newTemplate = onTemplate.extend(templateMembers);

const changedTemplate = newTemplate.partial({ appliedFor: true });

/** A prefix without a template is left out of the response: the operation has no error for it. */
const describedTemplates = z.object({ prefixes: z.array(templatePrefix).optional(), ...paging });

function changeOf(input: z.output<typeof changedTemplate>): TemplateChange {
  return {
    description: input.description,
    appliedFor: input.appliedFor,
    mode: input.imageTagMutability,
    exclusions: input.imageTagMutabilityExclusionFilters?.map(({ filter }) => filter),
    encryption: input.encryptionConfiguration,
    resourceTags: input.resourceTags,
    repositoryPolicy: input.repositoryPolicy,
    lifecyclePolicy: input.lifecyclePolicy,
    customRoleArn: input.customRoleArn,
  };
}

/** A template as in the responses about it. */
export function templateView(template: CreationTemplate): RepositoryCreationTemplate {
  return {
    prefix: template.prefix,
    description: template.description,
    encryptionConfiguration: template.encryption ?? { encryptionType: 'AES256' },
    resourceTags: [...(template.resourceTags ?? [])],
    ...mutabilityView(template.mutability),
    repositoryPolicy: template.repositoryPolicy,
    lifecyclePolicy: template.lifecyclePolicy,
    appliedFor: [...template.appliedFor],
    customRoleArn: template.customRoleArn,
    createdAt: template.createdAt,
    updatedAt: template.updatedAt,
  };
}
