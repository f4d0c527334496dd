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
const ledger = [
  'sts:GetCallerIdentity',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** A creation template marks the owner of the registry. */
const mark = ['ecr:DescribeRegistry', 'ecr:DescribeRepositoryCreationTemplates'];

const leaveMark = {
  when: 'to mark the registry as owned, once',
  actions: [
    'ecr:CreateRepositoryCreationTemplate',
    'ecr:UpdateRepositoryCreationTemplate',
    'ecr:CreateRepository',
    'iam:CreateServiceLinkedRole',
  ],
};

const standing = {
  when: 'to show which rules only observe',
  actions: ['ecr:DescribeRepositoryCreationTemplates', 'dynamodb:GetItem'],
};

const images = ['ecr:DescribeRepositories', 'ecr:DescribeImages'];

const uses = {
  when: 'with `--enforce`, to see whether an image is in use, as `use.sources` says',
  actions: [
    'ecs:ListClusters',
    'ecs:ListServices',
    'ecs:DescribeServices',
    'ecs:ListTasks',
    'ecs:DescribeTasks',
    'ecs:DescribeTaskDefinition',
    'lambda:ListFunctions',
    'lambda:GetFunction',
  ],
};

const preview = [
  'ecr:GetLifecyclePolicy',
  'ecr:StartLifecyclePolicyPreview',
  'ecr:GetLifecyclePolicyPreview',
];

const planning = [
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
];

const none: CommandFacts = { permissions: [] };

export const commandFacts: Readonly<Record<string, CommandFacts>> = {
  inventory: {
    error: 'a repository could not be read; the others are in the answer',
    permissions: [
      { actions: [...images, 'ecr:DescribeRegistry'] },
      {
        when: 'with `--bucket`, `--folder` or `--report`',
        actions: [
          'ecr:DescribePullThroughCacheRules',
          'ecr:DescribeRepositoryCreationTemplates',
          'ecr:GetRegistryPolicy',
          'ecr:GetRegistryScanningConfiguration',
        ],
      },
      {
        when: 'and unless `inventory.settings` is false',
        actions: [
          'ecr:GetRepositoryPolicy',
          'ecr:GetLifecyclePolicy',
          'ecr:ListTagsForResource',
          'ecr:BatchGetRepositoryScanningConfiguration',
        ],
      },
      { when: 'with `inventory.manifests`', actions: ['ecr:BatchGetImage'] },
      {
        when: 'with `--bucket`',
        actions: [
          's3:ListBucket',
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
        ],
      },
    ],
  },
  check: {
    found: 'there are naming violations; with `--enforce`, some remain',
    permissions: [
      { actions: [...images, 'ecr:DescribePullThroughCacheRules'] },
      standing,
      {
        when: 'with `--enforce`',
        actions: [
          ...ledger,
          ...mark,
          'ecr:GetLifecyclePolicy',
          'ecr:BatchGetImage',
          'ecr:PutImage',
          'ecr:BatchDeleteImage',
        ],
      },
      uses,
    ],
  },
  baseline: {
    found: 'a repository differs from registry.yml; with `--enforce`, it still does',
    permissions: [
      {
        actions: [
          ...images,
          ...preview,
          'ecr:DescribePullThroughCacheRules',
          'ecr:ListTagsForResource',
          'ecr:GetRegistryScanningConfiguration',
          'ecr:BatchGetRepositoryScanningConfiguration',
        ],
      },
      standing,
      {
        when: 'with `--enforce`',
        actions: [
          ...ledger,
          ...mark,
          'ecr:PutLifecyclePolicy',
          'ecr:PutImageTagMutability',
          'ecr:PutImageScanningConfiguration',
          'ecr:TagResource',
        ],
      },
    ],
  },
  scan: {
    found: 'an image fails, or its vulnerabilities are unknown',
    permissions: [
      { actions: [...images, 'ecr:DescribeImageScanFindings'] },
      {
        when: 'under enhanced scanning',
        actions: ['inspector2:ListFindings', 'inspector2:ListCoverage'],
      },
      { when: 'to find the image index of a part that fails', actions: ['ecr:BatchGetImage'] },
      standing,
    ],
  },
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
  'take-over': {
    error: 'the answer was no',
    permissions: [{ actions: mark }, leaveMark],
  },
  history: {
    permissions: [{ actions: ['ecr:DescribeRepositoryCreationTemplates', 'dynamodb:Query'] }],
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
  snapshot: {
    permissions: [
      { actions: [...images, 'ecr:DescribeRegistry', 'ecr:DescribePullThroughCacheRules'] },
    ],
  },
  local: none,
  replay: { ...none, error: 'a function failed with the event' },
  fire: { ...none, error: 'the function failed' },
  demo: none,
  completion: none,
};
