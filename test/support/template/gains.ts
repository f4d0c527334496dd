import { isDeepStrictEqual } from 'node:util';
import { stackGiven } from '../../resources/given.ts';
import type { Template } from './roles.ts';

const actions = ['dynamodb:PutItem', 'ecr:DescribeRepositoryCreationTemplates'];
const retag = [
  'ecr:BatchDeleteImage',
  'ecr:BatchGetImage',
  'ecr:GetLifecyclePolicy',
  'ecr:PutImage',
];
const askEcs = [
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ecs:DescribeTasks',
  'ecs:ListClusters',
  'ecs:ListServices',
  'ecs:ListTaskDefinitionFamilies',
  'ecs:ListTaskDefinitions',
  'ecs:ListTasks',
];
const askLambda = ['lambda:GetFunction', 'lambda:ListAliases', 'lambda:ListFunctions'];
const askMore = {
  UseAppRunner: ['apprunner:DescribeService', 'apprunner:ListServices'],
  UseBatch: ['batch:DescribeJobDefinitions'],
  UseSageMaker: [
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeInferenceComponent',
    'sagemaker:DescribeModel',
    'sagemaker:DescribeProcessingJob',
    'sagemaker:DescribeTrainingJob',
    'sagemaker:ListEndpoints',
    'sagemaker:ListInferenceComponents',
    'sagemaker:ListProcessingJobs',
    'sagemaker:ListTrainingJobs',
  ],
  UseInspector: [
    'inspector2:BatchGetAccountStatus',
    'inspector2:GetClustersForImage',
    'inspector2:ListCoverage',
  ],
};
const readFiles = ['s3:GetObject', 's3:ListBucket'];
const readScans = [
  'ecr:BatchGetImage',
  'ecr:DescribeImageScanFindings',
  'ecr:DescribeImages',
  'ecr:DescribePullThroughCacheRules',
  'inspector2:ListCoverage',
  'inspector2:ListFindings',
];
/** What the walk, which reads anyway, has besides to change tags, settings, and to read scans. */
const changeTags = ['ecr:BatchDeleteImage', 'ecr:BatchGetImage', 'ecr:PutImage'];
const changeSettings = [
  'ecr:BatchGetImage',
  'ecr:GetLifecyclePolicyPreview',
  'ecr:PutImageScanningConfiguration',
  'ecr:PutImageTagMutability',
  'ecr:PutLifecyclePolicy',
  'ecr:StartLifecyclePolicyPreview',
  'ecr:TagResource',
];
const walkScans = [
  'ecr:BatchGetImage',
  'ecr:DescribeImageScanFindings',
  'inspector2:ListCoverage',
  'inspector2:ListFindings',
];
const marks = ['ecr:TagResource', 'ecr:UntagResource'];
const readRepositories = [
  'ecr:BatchGetRepositoryScanningConfiguration',
  'ecr:DescribePullThroughCacheRules',
  'ecr:DescribeRepositories',
  'ecr:GetLifecyclePolicy',
  'ecr:GetRegistryScanningConfiguration',
  'ecr:ListTagsForResource',
];
const changeTemplates = [
  'ecr:DeleteRepositoryCreationTemplate',
  'ecr:PutLifecyclePolicy',
  'ecr:SetRepositoryPolicy',
];
const enforceCache = [
  'dynamodb:PutItem',
  'ecr:CreatePullThroughCacheRule',
  'ecr:UpdatePullThroughCacheRule',
  'ecr:ValidatePullThroughCacheRule',
  'secretsmanager:DescribeSecret',
];
const replicate = [
  'ecr:DescribeRegistry',
  'ecr:PutReplicationConfiguration',
  'iam:CreateServiceLinkedRole',
];
const watchBackfills = ['ecr:DescribeReplicationBackfillResults', 'ecr:ListReplicationBackfills'];
const scanRegistry = [
  'ecr:GetRegistryScanningConfiguration',
  'ecr:PutRegistryScanningConfiguration',
  'inspector2:Disable',
  'inspector2:ListAccountPermissions',
];
const role = 'arn:aws:iam::111122223333:role/reader';
const topic = 'arn:aws:sns:eu-west-1:111122223333:team-a';
const useKey = 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab';
const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const readOwners = 'ecr:ListTagsForResource';
const alerting = [
  ...['Push', 'Due', 'Repository', 'MovedTags', 'Scan', 'Cache', 'Registry', 'Validate'],
  ...[
    'PullFailure',
    'Credential',
    'Warm',
    'Walk',
    'Replication',
    'StorageClass',
    'Deletion',
    'Alarm',
  ],
];

/** Their alerts are about no repository. */
const withoutOwner = ['Registry', 'Validate', 'Credential', 'Warm', 'Alarm'];
const ofRepositories = alerting.filter((name) => !withoutOwner.includes(name));

function each(names: readonly string[], gained: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(names.map((name) => [`${name}Role`, [...gained]]));
}

/** What roles may do besides, with values of parameters. An action that they have anyway is not in it, such as a query. */
export interface Gain {
  readonly given: Readonly<Record<string, string>>;
  /** The actions that roles have besides those of a stack with the defaults. */
  readonly gained: Readonly<Record<string, readonly string[]>>;
}

export const gains: readonly Gain[] = [
  {
    given: { Naming: 'enforce' },
    gained: {
      DueRole: [...actions, ...retag],
      PushRole: [...actions, ...retag],
      WalkRole: changeTags,
    },
  },
  {
    given: { Naming: 'enforce', UseEcs: 'on' },
    gained: {
      DueRole: [...actions, ...retag, ...askEcs],
      PushRole: [...actions, ...retag, ...askEcs],
      WalkRole: changeTags,
    },
  },
  {
    given: { Naming: 'enforce', UseLambda: 'on' },
    gained: {
      DueRole: [...actions, ...retag, ...askLambda],
      PushRole: [...actions, ...retag, ...askLambda],
      WalkRole: changeTags,
    },
  },
  {
    given: { UseAppRunner: 'on' },
    gained: { StorageClassRole: askMore.UseAppRunner, WalkRole: askMore.UseAppRunner },
  },
  {
    given: { UseBatch: 'on' },
    gained: { StorageClassRole: askMore.UseBatch, WalkRole: askMore.UseBatch },
  },
  {
    given: { UseSageMaker: 'on' },
    gained: { StorageClassRole: askMore.UseSageMaker, WalkRole: askMore.UseSageMaker },
  },
  {
    given: { UseInspector: 'on' },
    gained: { StorageClassRole: askMore.UseInspector, WalkRole: askMore.UseInspector },
  },
  // The walk reads and lists objects in every stack: those of its inventory.
  { given: { UseFiles: 'uses/clusters/*' }, gained: { StorageClassRole: ['s3:GetObject'] } },
  { given: { UseFileBuckets: 'uses' }, gained: { StorageClassRole: ['s3:ListBucket'] } },
  {
    given: { UseFileKeys: useKey },
    gained: { StorageClassRole: ['kms:Decrypt'], WalkRole: ['kms:Decrypt'] },
  },
  {
    given: {
      ...{ Naming: 'enforce', UseAppRunner: 'on', UseInspector: 'on' },
      ...{ UseBatch: 'on', UseSageMaker: 'on', UseFileKeys: useKey },
      ...{ UseFiles: 'uses/clusters/*', UseFileBuckets: 'uses' },
    },
    gained: {
      DueRole: [
        ...actions,
        ...retag,
        ...Object.values(askMore).flat(),
        ...readFiles,
        'kms:Decrypt',
      ],
      PushRole: [
        ...actions,
        ...retag,
        ...Object.values(askMore).flat(),
        ...readFiles,
        'kms:Decrypt',
      ],
      StorageClassRole: [...Object.values(askMore).flat(), ...readFiles, 'kms:Decrypt'],
      WalkRole: [...changeTags, ...Object.values(askMore).flat(), 'kms:Decrypt'],
    },
  },
  {
    given: {
      ...{ Scanning: 'enforce', UseAppRunner: 'on', UseInspector: 'on' },
      ...{ UseBatch: 'on', UseSageMaker: 'on', UseFileKeys: useKey },
      ...{ UseFiles: 'uses/clusters/*', UseFileBuckets: 'uses' },
    },
    gained: {
      ScanRole: [
        ...[...readScans, ...actions, ...retag, ...readFiles, ...askMore.UseAppRunner],
        ...[...askMore.UseBatch, ...askMore.UseSageMaker, 'kms:Decrypt'],
        ...['inspector2:BatchGetAccountStatus', 'inspector2:GetClustersForImage'],
      ],
      StorageClassRole: [...Object.values(askMore).flat(), ...readFiles, 'kms:Decrypt'],
      WalkRole: [
        ...[...walkScans, ...changeTags, ...askMore.UseAppRunner],
        ...[...askMore.UseBatch, ...askMore.UseSageMaker, 'kms:Decrypt'],
        ...['inspector2:BatchGetAccountStatus', 'inspector2:GetClustersForImage'],
      ],
    },
  },
  // Nothing removes tags.
  { given: { Scanning: 'off', UseEcs: 'on', UseLambda: 'on' }, gained: {} },
  { given: { Repositories: 'observe' }, gained: { RepositoryRole: readRepositories } },
  {
    given: { Repositories: 'enforce' },
    gained: {
      RepositoryRole: [...readRepositories, ...actions, 'ecr:DescribeImages', ...changeSettings],
      WalkRole: changeSettings,
    },
  },
  {
    given: { Repositories: 'enforce', UseEcs: 'on', UseLambda: 'on' },
    gained: {
      RepositoryRole: [
        ...[...readRepositories, ...actions, 'ecr:DescribeImages', ...changeSettings],
        ...[...askEcs, ...askLambda],
      ],
      WalkRole: changeSettings,
    },
  },
  {
    given: { Repositories: 'observe', UseEcs: 'on' },
    gained: { RepositoryRole: readRepositories },
  },
  {
    given: { Repositories: 'create' },
    gained: {
      RepositoryRole: [
        ...[...readRepositories, ...actions, 'ecr:DescribeImages', ...changeSettings],
        ...['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'],
      ],
      WalkRole: [...changeSettings, 'ecr:CreateRepository', 'ecr:SetRepositoryPolicy'],
    },
  },
  {
    given: { RepositoryKeys: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd' },
    gained: { WalkRole: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'] },
  },
  {
    given: { UnusedRepositories: 'tag' },
    gained: { WalkRole: marks },
  },
  {
    given: { UnusedRepositories: 'delete' },
    gained: { WalkRole: [...marks, 'ecr:DeleteRepository'] },
  },
  {
    given: { MovedTags: 'observe' },
    gained: {
      MovedTagsRole: ['ecr:DescribeImages', 'ecr:DescribePullThroughCacheRules'],
    },
  },
  { given: { Shield: 'observe' }, gained: { WalkRole: ['ecr:BatchGetImage'] } },
  {
    given: { Shield: 'enforce' },
    gained: {
      WalkRole: [
        ...['ecr:BatchGetImage', 'ecr:PutImage', 'ecr:BatchDeleteImage', 'ecr:PutLifecyclePolicy'],
        ...['ecr:StartLifecyclePolicyPreview', 'ecr:GetLifecyclePolicyPreview'],
      ],
    },
  },
  {
    given: { Scanning: 'observe' },
    gained: { ScanRole: readScans, WalkRole: walkScans },
  },
  {
    given: { Scanning: 'observe', UseEcs: 'on', UseLambda: 'on' },
    gained: { ScanRole: [...readScans, ...askEcs, ...askLambda], WalkRole: walkScans },
  },
  {
    given: { Scanning: 'enforce' },
    gained: {
      ScanRole: [...readScans, ...actions, ...retag],
      WalkRole: [...walkScans, ...changeTags],
    },
  },
  {
    given: { Scanning: 'enforce', UseEcs: 'on', UseLambda: 'on' },
    gained: {
      ScanRole: [...readScans, ...actions, ...retag, ...askEcs, ...askLambda],
      WalkRole: [...walkScans, ...changeTags],
    },
  },
  {
    given: { Retention: 'archive' },
    gained: { WalkRole: ['ecr:BatchGetImage', 'ecr:UpdateImageStorageClass'] },
  },
  {
    given: { Retention: 'delete' },
    gained: {
      WalkRole: ['ecr:BatchDeleteImage', 'ecr:BatchGetImage', 'ecr:UpdateImageStorageClass'],
    },
  },
  { given: { Cache: 'enforce' }, gained: { CacheRole: enforceCache } },
  {
    given: { Cache: 'delete' },
    gained: { CacheRole: [...enforceCache, 'ecr:DeletePullThroughCacheRule'] },
  },
  { given: { CacheTemplates: 'templates' }, gained: { CacheRole: changeTemplates } },
  {
    given: { CacheTemplates: 'enforce' },
    gained: {
      CacheRole: changeTemplates,
      WalkRole: [...changeSettings, 'ecr:SetRepositoryPolicy'],
    },
  },
  {
    given: { CachePullers: 'enforce' },
    gained: {
      CacheRole: [
        'ecr:DeleteRegistryPolicy',
        'ecr:DescribeRegistry',
        'ecr:GetRegistryPolicy',
        'ecr:PutRegistryPolicy',
      ],
    },
  },
  { given: { RegistryScanning: 'basic' }, gained: { RegistryRole: [...actions, ...scanRegistry] } },
  {
    given: { RegistryScanning: 'enhanced' },
    gained: {
      RegistryRole: [
        ...actions,
        ...scanRegistry,
        'iam:CreateServiceLinkedRole',
        'inspector2:Enable',
      ],
    },
  },
  {
    given: { RegistryReplication: 'enforce' },
    gained: { RegistryRole: [...actions, ...replicate] },
  },
  {
    given: { RegistryReplication: 'backfill' },
    gained: {
      RegistryRole: [...actions, ...replicate, ...watchBackfills, 'ecr:StartReplicationBackfill'],
      DueRole: ['ecr:DescribeRegistry', ...watchBackfills],
    },
  },
  {
    given: { RegistrySigning: 'enforce' },
    gained: {
      DueRole: ['ecr:DescribeImageSigningStatus'],
      RegistryRole: [
        ...actions,
        'ecr:DeleteSigningConfiguration',
        'ecr:GetSigningConfiguration',
        'ecr:PutSigningConfiguration',
      ],
    },
  },
  {
    given: { RegistryExclusions: 'enforce' },
    gained: {
      RegistryRole: [
        ...actions,
        'ecr:CreatePullTimeUpdateExclusion',
        'ecr:DeletePullTimeUpdateExclusion',
        'ecr:DeregisterPullTimeUpdateExclusion',
        'ecr:ListPullTimeUpdateExclusions',
        'ecr:RegisterPullTimeUpdateExclusion',
      ],
    },
  },
  {
    given: { RegistryAccount: 'enforce' },
    gained: { RegistryRole: [...actions, 'ecr:GetAccountSetting', 'ecr:PutAccountSetting'] },
  },
  {
    given: { RegistryPolicy: 'enforce' },
    gained: {
      RegistryRole: [
        ...actions,
        'ecr:DeleteRegistryPolicy',
        'ecr:GetRegistryPolicy',
        'ecr:PutRegistryPolicy',
      ],
    },
  },
  { given: { PassedRoles: role }, gained: { CacheRole: ['iam:PassRole'] } },
  {
    given: { WarmRepositories: 'docker.io/*' },
    gained: {
      WarmRole: [
        'ecr:BatchGetImage',
        'ecr:BatchImportUpstreamImage',
        'ecr:CreateRepository',
        'ecr:DescribeImages',
        'ecr:GetAuthorizationToken',
        'ecr:GetDownloadUrlForLayer',
      ],
    },
  },
  { given: { SecretReading: 'on' }, gained: { CredentialRole: ['secretsmanager:GetSecretValue'] } },
  { given: { InventoryRoles: role }, gained: { WalkRole: ['sts:AssumeRole'] } },
  { given: { InventoryAccounts: '111122223333', InventoryRegions: 'eu-west-2' }, gained: {} },
  {
    given: { UseRestore: 'enforce' },
    gained: {
      StorageClassRole: [...actions, 'ecr:BatchGetImage', 'ecr:UpdateImageStorageClass'],
      WalkRole: ['ecr:BatchGetImage', 'ecr:UpdateImageStorageClass'],
    },
  },
  { given: { InventoryManifests: 'on' }, gained: { WalkRole: ['ecr:BatchGetImage'] } },
  {
    given: { OwnerTopics: topic },
    // The walk reads the owners for the inventory, too.
    gained: { ...each(ofRepositories, [...encrypt, readOwners]), WalkRole: encrypt },
  },
  { given: { CopyTopics: topic }, gained: each(alerting, encrypt) },
];

/** Roles that gain more or less by a parameter than that. */
export function gainProblems(template: Template): string[] {
  const before = stackGiven({ template });
  const changes = gains.flatMap(({ given, gained }) => {
    const after = stackGiven({ template }, given);
    return before.roles.flatMap((id) => {
      const had = new Set(before.actionsOf(id));
      const has = after.actionsOf(id);
      const more = has.filter((action) => !had.has(action));
      const lost = [...had].filter((action) => !has.includes(action));
      const wanted = [...new Set(gained[id] ?? [])].sort();
      if (isDeepStrictEqual(more, wanted) && lost.length === 0) return [];
      return [`${JSON.stringify(given)}: ${id} gains ${more}, not ${wanted}; loses ${lost || '-'}`];
    });
  });
  return [...changes, ...reachingTags(before)];
}

/** The actions on it are those on the ledger: only its name says that a stack which watches no tags uses it. */
function reachingTags({ roles, statementsOf }: ReturnType<typeof stackGiven>): string[] {
  return roles
    .filter((id) => JSON.stringify(statementsOf(id)).includes('table/ecr-steward-local-tags'))
    .map((id) => `${id} may use the table of tags in a stack that watches none`);
}
