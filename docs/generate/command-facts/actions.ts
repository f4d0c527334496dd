import { type CommandFacts, findBucket, images, leaveMark, ledger, mark } from './permissions.ts';

const pausing = [
  { actions: ['sts:GetCallerIdentity', 'dynamodb:UpdateItem', 'dynamodb:PutItem'] },
  { when: 'without `--stack`', actions: ['ecr:DescribeRepositoryCreationTemplates'] },
  { when: 'with `--account`', actions: ['ecr:DescribeRegistry'] },
];

/** Verbs about what is enforced, what was done, and how it is undone. */
export const actions: Readonly<Record<string, CommandFacts>> = {
  allow: {
    found: 'a rule only observes, as with `--list` before it is allowed',
    error: 'the answer was no',
    permissions: [
      { actions: [...ledger, ...mark] },
      {
        when: 'to count the tags that violate naming rules',
        actions: [...images, 'ecr:DescribePullThroughCacheRules'],
      },
      leaveMark,
    ],
  },
  observe: {
    found: 'rules only observe, which is the purpose of this verb',
    permissions: [{ actions: [...ledger, ...mark] }],
  },
  pause: { permissions: pausing },
  resume: { permissions: pausing },
  'take-over': {
    error: 'the answer was no',
    permissions: [{ actions: mark }, leaveMark],
  },
  history: {
    permissions: [{ actions: ['ecr:DescribeRepositoryCreationTemplates', 'dynamodb:Query'] }],
  },
  deletions: {
    found: 'an image in use was deleted',
    permissions: [
      { actions: ['ecr:DescribeRegistry'] },
      { when: 'without `--folder`', actions: ['s3:ListBucket', 's3:GetObject'] },
      findBucket,
    ],
  },
  undo: {
    error: 'it could not be undone, or the answer was no',
    permissions: [
      { actions: [...ledger, ...mark] },
      {
        when: 'of a tag',
        actions: [
          'ecr:DescribeImages',
          'ecr:BatchGetImage',
          'ecr:PutImage',
          'ecr:BatchDeleteImage',
        ],
      },
      {
        when: 'of a deleted repository',
        actions: [
          'ecr:DescribeRepositories',
          'ecr:CreateRepository',
          'ecr:TagResource',
          'ecr:PutLifecyclePolicy',
          'ecr:SetRepositoryPolicy',
        ],
      },
      {
        when: 'of the settings of a repository',
        actions: [
          'ecr:DescribeRepositories',
          'ecr:GetLifecyclePolicy',
          'ecr:PutLifecyclePolicy',
          'ecr:DeleteLifecyclePolicy',
          'ecr:GetRepositoryPolicy',
          'ecr:SetRepositoryPolicy',
          'ecr:DeleteRepositoryPolicy',
          'ecr:PutImageTagMutability',
          'ecr:PutImageScanningConfiguration',
          'ecr:ListTagsForResource',
          'ecr:TagResource',
          'ecr:UntagResource',
        ],
      },
      {
        when: 'of a cache rule, its template or its pullers',
        actions: [
          'ecr:DescribePullThroughCacheRules',
          'ecr:CreatePullThroughCacheRule',
          'ecr:UpdatePullThroughCacheRule',
          'ecr:DeletePullThroughCacheRule',
          'ecr:CreateRepositoryCreationTemplate',
          'ecr:UpdateRepositoryCreationTemplate',
          'ecr:DeleteRepositoryCreationTemplate',
          'ecr:GetRegistryPolicy',
          'ecr:PutRegistryPolicy',
          'ecr:DeleteRegistryPolicy',
        ],
      },
    ],
  },
  release: {
    error: 'there is no such quarantine, or the answer was no',
    permissions: [
      {
        actions: [
          ...ledger,
          ...mark,
          'dynamodb:Query',
          'ecr:DescribeImages',
          'ecr:BatchGetImage',
          'ecr:PutImage',
          'ecr:BatchDeleteImage',
        ],
      },
    ],
  },
};
