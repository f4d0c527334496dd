import { type CommandFacts, leaveMark, ledger, planning } from './permissions.ts';

/** Verbs about pull through cache rules, their credentials and the pulls through them. */
export const cache: Readonly<Record<string, CommandFacts>> = {
  plan: {
    found: 'there is something to change',
    permissions: [
      ...planning,
      { when: 'to show which rules only observe', actions: ['dynamodb:GetItem'] },
    ],
  },
  apply: {
    error: 'a change failed or is held back, ECR cannot log in upstream, or the answer was no',
    permissions: [
      ...planning,
      {
        when: 'to change the cache rules, and as the changes need it',
        actions: [
          ...ledger,
          'ecr:CreatePullThroughCacheRule',
          'ecr:UpdatePullThroughCacheRule',
          'ecr:DeletePullThroughCacheRule',
          'ecr:ValidatePullThroughCacheRule',
          'ecr:DeleteRepositoryCreationTemplate',
          'ecr:PutRegistryPolicy',
          'ecr:DeleteRegistryPolicy',
          'ecr:PutLifecyclePolicy',
          'ecr:SetRepositoryPolicy',
          'ecr:PutImageTagMutability',
          'ecr:PutImageScanningConfiguration',
          'ecr:TagResource',
        ],
      },
      { ...leaveMark, when: 'for templates, and to mark the registry as owned' },
      { when: 'with `customRoleArn`', actions: ['iam:PassRole'] },
    ],
  },
  doctor: {
    found: 'a step is broken, or there is a warning',
    error: 'no broken step was found, but a step could not be checked because a call failed',
    permissions: [
      {
        actions: [
          'ecr:DescribeRegistry',
          'ecr:DescribePullThroughCacheRules',
          'ecr:ValidatePullThroughCacheRule',
          'secretsmanager:DescribeSecret',
        ],
      },
      {
        when: 'with an image',
        actions: [
          'ecr:GetRegistryPolicy',
          'ecr:GetRepositoryPolicy',
          'ecr:DescribeRepositories',
          'ecr:DescribeRepositoryCreationTemplates',
          'ecr:GetAuthorizationToken',
        ],
      },
      {
        when: 'to ask for its manifest, as a pull does',
        actions: ['ecr:BatchGetImage', 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
      },
      {
        when: 'to see whether an image that is not found is archived',
        actions: ['ecr:DescribeImages'],
      },
    ],
  },
  'credential set': {
    error: 'ECR cannot log in with the new value',
    permissions: [
      {
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:CreateSecret',
          'secretsmanager:PutSecretValue',
          'ecr:DescribeRegistry',
          'ecr:DescribePullThroughCacheRules',
          'ecr:ValidatePullThroughCacheRule',
        ],
      },
      {
        when: 'if the secret has another key than aws/secretsmanager',
        actions: ['secretsmanager:UpdateSecret'],
      },
      { when: 'with `--restore`', actions: ['secretsmanager:RestoreSecret'] },
    ],
  },
  warm: {
    found: 'images were skipped; with `--plan`, there is something to import',
    error: 'an image could not be imported',
    permissions: [
      { actions: ['ecr:DescribeRegistry', 'ecr:DescribeImages'] },
      {
        when: 'without `--plan`',
        actions: [
          'ecr:DescribePullThroughCacheRules',
          'ecr:GetAuthorizationToken',
          'ecr:BatchGetImage',
          'ecr:GetDownloadUrlForLayer',
          'ecr:BatchImportUpstreamImage',
          'ecr:CreateRepository',
        ],
      },
    ],
  },
};
