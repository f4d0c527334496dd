import { useActions } from '../facts/use-actions.ts';
/**
 * Facts about a verb that its help does not have. A verb without an entry fails a test, and so does an API call of a
 * verb that is not listed.
 */
export interface CommandFacts {
  /** When the exit code is 2; absent: never. */
  found?: string;
  /** When it is 1 without an error. */
  error?: string;
  permissions: readonly Permission[];
}

export interface Permission {
  /** Default: always. */
  when?: string;
  /** IAM actions: `ecr:DescribeImages`. */
  actions: readonly string[];
}

/** The ledger `<stack>-ledger` has the rules that are allowed, the limits and the audit log. */
export const ledger = [
  'sts:GetCallerIdentity',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** A creation template marks the owner of the registry. */
export const mark = ['ecr:DescribeRegistry', 'ecr:DescribeRepositoryCreationTemplates'];

export const leaveMark = {
  when: 'to mark the registry as owned, once',
  actions: [
    'ecr:CreateRepositoryCreationTemplate',
    'ecr:UpdateRepositoryCreationTemplate',
    'ecr:CreateRepository',
    'iam:CreateServiceLinkedRole',
  ],
};

export const standing = {
  when: 'to show which rules only observe',
  actions: ['ecr:DescribeRepositoryCreationTemplates', 'dynamodb:GetItem'],
};

export const findBucket = {
  when: 'to find the bucket, without `--bucket` or `--folder`',
  actions: ['ecr:DescribeRepositoryCreationTemplates', 'dynamodb:GetItem'],
};

export const images = ['ecr:DescribeRepositories', 'ecr:DescribeImages'];

/** Of all sources, and of files. */
export const whatRuns = [...useActions, 's3:GetObject', 's3:ListBucket', 'kms:Decrypt'];

export const uses = {
  when: 'with `--enforce`, to see whether an image is in use, as `use.sources` says',
  actions: whatRuns,
};

/** Of images that a lifecycle policy would expire; the parts of image indexes too. */
export const previewedUses = {
  when: 'where a lifecycle policy would expire or archive images, to see whether they are in use, as `use.sources` says',
  actions: ['ecr:DescribeRegistry', ...whatRuns, 'ecr:BatchGetImage'],
};

export const usesOfVerb = { when: 'as `use.sources` says', actions: whatRuns };

export const preview = [
  'ecr:GetLifecyclePolicy',
  'ecr:StartLifecyclePolicyPreview',
  'ecr:GetLifecyclePolicyPreview',
];

export const planning = [
  { actions: ['ecr:DescribePullThroughCacheRules', 'secretsmanager:DescribeSecret', ...mark] },
  {
    when: 'with `repositories:` or `pullers:`',
    actions: [
      ...images,
      ...preview,
      'ecr:GetRepositoryPolicy',
      'ecr:ListTagsForResource',
      'ecr:GetRegistryPolicy',
    ],
  },
  previewedUses,
];
