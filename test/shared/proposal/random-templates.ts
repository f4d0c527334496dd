import {
  CreateRepositoryCreationTemplateCommand,
  type ECRClient,
  type RCTAppliedFor,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { lifecyclePolicyText } from '../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { declaredTemplate, templateInput } from '../../../shared/settings/template/template.ts';

/** Repository creation templates for pushes and copies, some of ecr-steward, others created manually. */

const role = 'arn:aws:iam::123456789012:role/ecr-templates';

const policy = JSON.stringify({
  Version: '2008-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Sid: 'no' },
});

const manual = JSON.stringify({
  rules: [
    {
      action: { type: 'expire' },
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
    },
  ],
});

const purposes = fc.uniqueArray(
  fc.constantFrom<RCTAppliedFor>('CREATE_ON_PUSH', 'REPLICATION', 'PULL_THROUGH_CACHE'),
  { minLength: 1, maxLength: 3 },
);

const template = fc.record({
  prefix: fc.constantFrom('pushed', 'team-a', '1e3', '01', 'null', 'copies/of'),
  appliedFor: purposes,
  isOurs: fc.boolean(),
  isImmutable: fc.boolean(),
  lifecycle: fc.constantFrom(undefined, lifecyclePolicyText({ keepLast: 5 }), manual),
  policy: fc.constantFrom(undefined, policy),
  tags: fc.constantFrom(undefined, { owner: 'true', 'a: b': '0x10' }),
});

export const templates = fc.uniqueArray(template, {
  ...{ maxLength: 3, selector: ({ prefix }) => prefix },
});

type Templates = typeof templates extends fc.Arbitrary<infer Value> ? Value : never;

export async function createTemplates(ecr: ECRClient, wanted: Templates): Promise<void> {
  for (const { prefix, appliedFor, isOurs, isImmutable, lifecycle, ...more } of wanted) {
    const words = { appliedFor, mutability: 'MUTABLE' as const, customRoleArn: role };
    const state = declaredTemplate(words, undefined);
    const { lifecyclePolicy: _, repositoryPolicy: __, ...input } = templateInput(prefix, state);
    await ecr.send(
      new CreateRepositoryCreationTemplateCommand({
        ...input,
        ...(!isOurs && { description: 'by "hand": yes' }),
        ...(isImmutable && { imageTagMutability: 'IMMUTABLE' }),
        ...(lifecycle && { lifecyclePolicy: lifecycle }),
        ...(more.policy && { repositoryPolicy: more.policy }),
        ...(more.tags && {
          resourceTags: Object.entries(more.tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      }),
    );
  }
}
