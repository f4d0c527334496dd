import type {
  CachedRepositories,
  CacheRule,
  RegistryConfig,
} from '../../../shared/config/schema/schema.ts';
import { useActions } from './use-actions.ts';

/**
 * The API calls, and so the permissions, that each key of registry.yml needs. A missing key does not compile; a test
 * compares the calls with the roles of the functions, in both directions.
 */

/** As IAM has them: `ecr:DescribeImages`. */
type Actions = readonly string[];

interface BlockRights<Key extends string> {
  /** Keys of serverless.yml. */
  functions: Actions;
  verbs: Actions;
  /** The calls of a block that is not empty. */
  always: Actions;
  /** Further calls of a key. */
  keys: Record<Key, Actions>;
}

type KeysOf<Block> = keyof (Block extends readonly (infer Item)[] ? Item : Block) & string;

const none: Actions = [];

/** To replace or remove a tag, and to read the owner of the registry. */
const retag = [
  'ecr:DescribeRepositoryCreationTemplates',
  'ecr:GetLifecyclePolicy',
  'ecr:BatchGetImage',
  'ecr:PutImage',
  'ecr:BatchDeleteImage',
];

const lifecycle = [
  'ecr:GetLifecyclePolicy',
  'ecr:DescribeImages',
  'ecr:StartLifecyclePolicyPreview',
  'ecr:GetLifecyclePolicyPreview',
  'ecr:PutLifecyclePolicy',
  'ecr:BatchGetImage',
];

const resourceTags = ['ecr:ListTagsForResource', 'ecr:TagResource'];

const registryPolicy = [
  'ecr:GetRegistryPolicy',
  'ecr:PutRegistryPolicy',
  'ecr:DeleteRegistryPolicy',
];

const topic = ['sns:Publish', 'kms:GenerateDataKey*', 'kms:Decrypt'];
const owners = [...topic, 'ecr:ListTagsForResource'];

export const configurationRights = {
  naming: {
    functions: ['push', 'due', 'repository', 'walk'],
    verbs: ['check'],
    always: ['ecr:DescribeRepositories', 'ecr:DescribeImages', 'ecr:DescribePullThroughCacheRules'],
    keys: {
      grace: none,
      maxDeletes: none,
      maxDeletePercent: none,
      reserved: none,
      repositories: none,
      tags: retag,
    },
  },
  movedTags: {
    functions: ['moved-tags', 'walk'],
    verbs: none,
    always: ['ecr:DescribeRepositories', 'ecr:DescribeImages', 'ecr:DescribePullThroughCacheRules'],
    keys: { repositories: none, mutable: none, mutablePatterns: none, message: none },
  },
  baseline: {
    functions: ['repository', 'walk'],
    verbs: ['baseline'],
    always: ['ecr:DescribeRepositories', 'ecr:DescribePullThroughCacheRules'],
    keys: {
      repositories: none,
      action: ['ecr:DescribeRepositoryCreationTemplates'],
      mutability: ['ecr:PutImageTagMutability'],
      mutabilityExclusions: ['ecr:PutImageTagMutability'],
      scanOnPush: [
        'ecr:GetRegistryScanningConfiguration',
        'ecr:BatchGetRepositoryScanningConfiguration',
        'ecr:PutImageScanningConfiguration',
      ],
      lifecycle,
      replaceLifecycle: none,
      encryption: none,
      tags: resourceTags,
    },
  },
  repositories: {
    functions: ['repository', 'walk'],
    verbs: ['plan', 'apply'],
    always: [
      'ecr:DescribeRepositories',
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRepositoryCreationTemplates',
    ],
    keys: {
      names: ['ecr:CreateRepository'],
      owner: resourceTags,
      mutability: ['ecr:PutImageTagMutability'],
      mutabilityExclusions: ['ecr:PutImageTagMutability'],
      scanOnPush: ['ecr:PutImageScanningConfiguration'],
      encryption: ['kms:CreateGrant', 'kms:RetireGrant', 'kms:DescribeKey'],
      lifecycle,
      lifecyclePolicy: lifecycle,
      replaceLifecycle: none,
      policy: ['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'],
      replacePolicy: none,
      tags: resourceTags,
    },
  },
  creationTemplates: {
    functions: ['cache'],
    verbs: ['plan', 'apply'],
    always: ['ecr:DescribeRepositoryCreationTemplates'],
    keys: {
      prefix: [
        'ecr:CreateRepositoryCreationTemplate',
        'ecr:UpdateRepositoryCreationTemplate',
        'ecr:DeleteRepositoryCreationTemplate',
        'ecr:CreateRepository',
        'iam:CreateServiceLinkedRole',
      ],
      appliedFor: none,
      mutability: none,
      mutabilityExclusions: none,
      encryption: none,
      lifecycle: ['ecr:PutLifecyclePolicy'],
      lifecyclePolicy: ['ecr:PutLifecyclePolicy'],
      policy: ['ecr:SetRepositoryPolicy'],
      tags: none,
      customRoleArn: ['iam:PassRole'],
      takeOver: none,
    },
  },
  scanning: {
    functions: ['scan', 'walk'],
    verbs: ['scan'],
    always: [
      'ecr:DescribeRepositories',
      'ecr:DescribeImages',
      'ecr:DescribeImageScanFindings',
      'ecr:DescribePullThroughCacheRules',
      'inspector2:ListFindings',
      'inspector2:ListCoverage',
    ],
    keys: { rules: retag, ignore: none, sweep: none },
  },
  retention: {
    functions: ['walk'],
    verbs: ['retention'],
    always: ['ecr:DescribeRepositories', 'ecr:DescribeImages', 'ecr:BatchGetImage'],
    keys: {
      repositories: none,
      action: ['ecr:UpdateImageStorageClass', 'ecr:BatchDeleteImage'],
      keep: none,
      lostBy: ['sts:AssumeRole'],
      untaggedAfter: none,
      waitDays: none,
      deleteArchivedAfterDays: ['ecr:BatchDeleteImage'],
    },
  },
  pullThroughCache: {
    functions: ['cache', 'validate', 'credential', 'pull-failure', 'warm', 'walk'],
    verbs: ['plan', 'apply', 'credential set', 'doctor', 'warm'],
    always: [
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRepositoryCreationTemplates',
      'ecr:DescribeRegistry',
    ],
    keys: {
      prune: [
        'ecr:DeletePullThroughCacheRule',
        'ecr:DeleteRepositoryCreationTemplate',
        ...registryPolicy,
      ],
      validate: ['secretsmanager:GetSecretValue'],
      warmBudget: none,
      rules: [
        'ecr:CreatePullThroughCacheRule',
        'ecr:UpdatePullThroughCacheRule',
        'iam:CreateServiceLinkedRole',
      ],
    },
  },
  registry: {
    functions: ['registry', 'push', 'due', 'walk'],
    verbs: ['plan', 'apply', 'undo'],
    always: ['ecr:DescribeRepositoryCreationTemplates'],
    keys: {
      prune: none,
      scanning: [
        'ecr:GetRegistryScanningConfiguration',
        'ecr:PutRegistryScanningConfiguration',
        'inspector2:Enable',
        'inspector2:Disable',
        'inspector2:ListAccountPermissions',
        'iam:CreateServiceLinkedRole',
      ],
      replication: [
        'ecr:DescribeRegistry',
        'ecr:PutReplicationConfiguration',
        'iam:CreateServiceLinkedRole',
        'ecr:ListReplicationBackfills',
        'ecr:StartReplicationBackfill',
        'ecr:DescribeReplicationBackfillResults',
      ],
      signing: [
        'ecr:GetSigningConfiguration',
        'ecr:PutSigningConfiguration',
        'ecr:DeleteSigningConfiguration',
        'ecr:DescribeImageSigningStatus',
      ],
      pullTimeUpdateExclusions: [
        'ecr:ListPullTimeUpdateExclusions',
        'ecr:RegisterPullTimeUpdateExclusion',
        'ecr:DeregisterPullTimeUpdateExclusion',
        'ecr:CreatePullTimeUpdateExclusion',
        'ecr:DeletePullTimeUpdateExclusion',
      ],
      accountSettings: ['ecr:GetAccountSetting', 'ecr:PutAccountSetting'],
      policy: registryPolicy,
    },
  },
  unusedRepositories: {
    functions: ['walk'],
    verbs: ['unused'],
    always: [
      'ecr:DescribeRepositories',
      'ecr:DescribeImages',
      'ecr:DescribePullThroughCacheRules',
      'ecr:ListTagsForResource',
    ],
    keys: {
      ...{ repositories: none, afterDays: none, waitDays: none },
      action: [
        'ecr:DescribeRepositoryCreationTemplates',
        'ecr:TagResource',
        'ecr:UntagResource',
        'ecr:GetRepositoryPolicy',
        'ecr:GetLifecyclePolicy',
        'ecr:DeleteRepository',
      ],
    },
  },
  limits: {
    functions: ['push', 'due', 'repository', 'scan', 'cache', 'registry', 'walk'],
    verbs: ['check', 'baseline', 'shield', 'apply', 'release', 'undo'],
    always: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    keys: {
      ...{ maxCallsPerSecond: none, maxPutImagesPerSecond: none },
      ...{ quarantine: none, delete: none, expire: none, cache: none, registry: none },
      ...{ immutable: none, unshield: none, repositories: none, archive: none, deleteImage: none },
    },
  },
  shield: {
    functions: ['walk'],
    verbs: ['shield'],
    always: [
      'ecr:DescribeRepositories',
      'ecr:DescribeImages',
      'ecr:GetLifecyclePolicy',
      'ecr:BatchGetImage',
    ],
    keys: {
      repositories: none,
      action: ['ecr:PutImage', 'ecr:DescribeRepositoryCreationTemplates'],
      rule: [
        'ecr:PutLifecyclePolicy',
        'ecr:StartLifecyclePolicyPreview',
        'ecr:GetLifecyclePolicyPreview',
      ],
      keepDays: ['ecr:BatchDeleteImage'],
    },
  },
  use: {
    functions: ['push', 'due', 'repository', 'scan', 'storage-class', 'walk'],
    verbs: ['check', 'baseline', 'shield', 'usage', 'lifecycle', 'retention', 'plan', 'apply'],
    always: ['ecr:DescribeImages'],
    keys: {
      sources: useActions,
      restore: [
        'ecr:BatchGetImage',
        'ecr:UpdateImageStorageClass',
        'ecr:DescribeRepositoryCreationTemplates',
      ],
      taskDefinitions: ['ecs:ListTaskDefinitionFamilies', 'ecs:ListTaskDefinitions'],
      functionVersions: none,
      files: ['s3:GetObject', 's3:ListBucket', 'kms:Decrypt'],
    },
  },
  alerts: {
    functions: none,
    verbs: none,
    always: ['sns:Publish', 'events:PutEvents'],
    keys: { format: none, ownerTag: none, routes: owners, copies: topic },
  },
  inventory: {
    functions: ['walk'],
    verbs: ['inventory'],
    always: [
      'ecr:DescribeRepositories',
      'ecr:DescribeImages',
      'ecr:DescribeRegistry',
      'ecr:GetRegistryPolicy',
      'ecr:GetRegistryScanningConfiguration',
      'ecr:DescribeRepositoryCreationTemplates',
      'ecr:DescribePullThroughCacheRules',
      'ecr:ValidatePullThroughCacheRule',
      's3:PutObject',
      's3:GetObject',
      's3:DeleteObject',
      's3:AbortMultipartUpload',
      's3:ListBucket',
    ],
    keys: {
      settings: [
        'ecr:GetRepositoryPolicy',
        'ecr:GetLifecyclePolicy',
        'ecr:ListTagsForResource',
        'ecr:BatchGetRepositoryScanningConfiguration',
      ],
      manifests: ['ecr:BatchGetImage'],
      perRepositoryMetrics: none,
      prices: none,
      quotas: none,
      alert: none,
    },
  },
  targets: {
    functions: ['walk'],
    verbs: none,
    always: none,
    keys: {
      account: none,
      role: ['sts:AssumeRole'],
      externalId: none,
      regions: none,
    },
  },
} satisfies {
  [Block in keyof RegistryConfig]-?: BlockRights<KeysOf<NonNullable<RegistryConfig[Block]>>>;
};

const cacheRule: Record<keyof CacheRule, Actions> = {
  prefix: none,
  upstream: none,
  upstreamRegistryUrl: none,
  credential: ['secretsmanager:DescribeSecret', 'ecr:ValidatePullThroughCacheRule'],
  credentialMaxAgeDays: ['secretsmanager:DescribeSecret'],
  customRoleArn: ['iam:PassRole'],
  upstreamRepositoryPrefix: none,
  allowReplace: ['ecr:DeletePullThroughCacheRule'],
  repositories: [
    'ecr:DescribeRepositories',
    'ecr:CreateRepositoryCreationTemplate',
    'ecr:UpdateRepositoryCreationTemplate',
    'ecr:DeleteRepositoryCreationTemplate',
    'ecr:CreateRepository',
    'iam:CreateServiceLinkedRole',
  ],
  pullers: registryPolicy,
  warm: [
    'ecr:GetAuthorizationToken',
    'ecr:DescribeImages',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchImportUpstreamImage',
    'ecr:CreateRepository',
  ],
};

const cachedRepositories: Record<keyof CachedRepositories, Actions> = {
  lifecycle,
  lifecyclePolicy: lifecycle,
  replaceLifecycle: none,
  mutability: ['ecr:PutImageTagMutability'],
  mutabilityExclusions: ['ecr:PutImageTagMutability'],
  scanOnPush: ['ecr:PutImageScanningConfiguration'],
  encryption: none,
  policy: ['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'],
  replacePolicy: none,
  tags: resourceTags,
  customRoleArn: ['iam:PassRole'],
  takeOver: ['ecr:UpdateRepositoryCreationTemplate'],
};

/** The calls of keys within a block, by the path of their group. */
export const nestedRights: Readonly<Record<string, Readonly<Record<string, Actions>>>> = {
  'pullThroughCache.rules[]': cacheRule,
  'pullThroughCache.rules[].repositories': cachedRepositories,
};

/** The condition under which a key needs its calls. */
export const onlyWith: Readonly<Record<string, string>> = {
  'naming.tags': '`action: quarantine` or `delete`',
  'scanning.rules':
    '`action: quarantine`; `ecr:BatchGetImage` also to find the image index of a part',
  'baseline[].action': '`action: enforce`',
  'repositories[].names': 'for a name that is missing; only `walk` and `apply` create',
  'repositories[].encryption':
    '`kmsKey`; ECR asks them of `walk` and of whoever applies, when a repository is created',
  'unusedRepositories[].action':
    '`action: tag` or `delete`; `ecr:DeleteRepository` and the policies only with `delete`',
  'pullThroughCache.validate': '`validate: deep`',
  'registry.replication': 'the calls on backfills only with `backfill: true`',
  'registry.scanning':
    '`inspector2:Enable` and `iam:CreateServiceLinkedRole` only with `scanType: ENHANCED`',
  'inventory.manifests': '`manifests: true`',
  'use.sources':
    'for `push`, `due` and `scan`, a rule of `naming.tags` with `action: quarantine` or `delete`, or any of `scanning.rules`; `walk` and `storage-class` always; each source that is named',
  'use.files':
    'a `uri` in S3; `s3:ListBucket` for one that ends in a slash, `kms:Decrypt` with `keyArn`',
};
