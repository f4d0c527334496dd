import type { Need } from '../../../local/iam/need.ts';
import type { RightsRequest } from './record.ts';

type Values = Readonly<Record<string, string>>;

const here = 'eu-west-1:123456789012';
const ledger = `arn:aws:dynamodb:${here}:table/ecr-steward-local-ledger`;
const repository = `arn:aws:ecr:${here}:repository/a`;
const topic = `arn:aws:sns:${here}:a`;
const copies = `arn:aws:sns:${here}:copies`;
const key = `arn:aws:kms:${here}:key/a`;

const useKey = `arn:aws:kms:${here}:key/mrk-1234abcd12ab34cd56ef1234567890ab`;

const alerting = [
  ...['push', 'due', 'repository', 'moved-tags', 'scan', 'cache', 'registry', 'validate'],
  ...[
    'pull-failure',
    'credential',
    'warm',
    'walk',
    'replication',
    'storage-class',
    'deletion',
    'alarm',
  ],
];
/** Their alerts are about no repository. */
const withoutOwner = ['registry', 'validate', 'credential', 'warm', 'alarm'];
const ofRepositories = alerting.filter((name) => !withoutOwner.includes(name));
const everySource: Values = {
  ...{ UseEcs: 'on', UseLambda: 'on', UseAppRunner: 'on', UseInspector: 'on' },
  ...{ UseBatch: 'on', UseSageMaker: 'on', UseFileKeys: useKey },
  ...{ UseFiles: 'uses/clusters/*,uses/one.json', UseFileBuckets: 'uses' },
};
const owners: Values = { OwnerTopics: topic };

function each(
  functions: readonly string[],
  parameters: Values,
  actions: readonly string[],
  resource: string,
  context?: Need['context'],
): RightsRequest[] {
  return functions.flatMap((name) =>
    actions.map((action) => ({
      ...{ function: name, parameters },
      need: { action, resource, ...(context && { context }) },
    })),
  );
}

/** What ECS and Lambda are asked. */
function usesOf(functions: readonly string[], parameters: Values): RightsRequest[] {
  const of = (actions: readonly string[], resource: string) =>
    each(functions, parameters, actions, resource);
  const ecs = `arn:aws:ecs:${here}`;
  return [
    ...of(['ecs:ListClusters', 'ecs:ListServices', 'ecs:ListTasks'], '*'),
    ...of(['ecs:ListTaskDefinitionFamilies', 'ecs:ListTaskDefinitions'], '*'),
    ...of(['ecs:DescribeTaskDefinition', 'lambda:ListFunctions'], '*'),
    ...of(['ecs:DescribeServices'], `${ecs}:service/a/b`),
    ...of(['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'], `${ecs}:service/a/b`),
    ...of(['ecs:DescribeServiceDeployments'], `${ecs}:service-deployment/a/b/1`),
    ...of(['ecs:DescribeServiceRevisions'], `${ecs}:service-revision/a/b/1`),
    ...of(['ecs:DescribeTasks'], `${ecs}:task/a/b`),
    ...of(['lambda:GetFunction', 'lambda:ListAliases'], `arn:aws:lambda:${here}:function:a`),
  ];
}

const decrypting = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };

/** What is asked only where registry.yml says so. */
function moreUsesOf(functions: readonly string[], parameters: Values): RightsRequest[] {
  const of = (actions: readonly string[], resource: string) =>
    each(functions, parameters, actions, resource);
  const sageMaker = `arn:aws:sagemaker:${here}`;
  return [
    ...of(['apprunner:ListServices'], '*'),
    ...of(['apprunner:DescribeService'], `arn:aws:apprunner:${here}:service/a/1`),
    ...of(['batch:DescribeJobDefinitions'], '*'),
    ...of(['sagemaker:ListEndpoints', 'sagemaker:ListInferenceComponents'], '*'),
    ...of(['sagemaker:ListTrainingJobs', 'sagemaker:ListProcessingJobs'], '*'),
    ...of(['sagemaker:DescribeEndpoint'], `${sageMaker}:endpoint/a`),
    ...of(['sagemaker:DescribeInferenceComponent'], `${sageMaker}:inference-component/a`),
    ...of(['sagemaker:DescribeModel'], `${sageMaker}:model/a`),
    ...of(['sagemaker:DescribeTrainingJob'], `${sageMaker}:training-job/a`),
    ...of(['sagemaker:DescribeProcessingJob'], `${sageMaker}:processing-job/a`),
    ...of(['inspector2:BatchGetAccountStatus', 'inspector2:ListCoverage'], '*'),
    ...of(['inspector2:GetClustersForImage'], '*'),
    ...of(['s3:GetObject'], 'arn:aws:s3:::uses/one.json'),
    ...of(['s3:GetObject'], 'arn:aws:s3:::uses/clusters/a.json'),
    ...of(['s3:ListBucket'], 'arn:aws:s3:::uses'),
    // S3 asks for the key of an encrypted object in the name of who reads it.
    ...each(functions, parameters, ['kms:Decrypt'], useKey, decrypting),
  ];
}

const encrypting = {
  'kms:ViaService': 'sns.eu-west-1.amazonaws.com',
  'kms:EncryptionContext:aws:sns:topicArn': topic,
};
const encryption = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** What functions need, and no test of a whole stack makes them ask for, each group with where it comes from. */
export const unseen: readonly RightsRequest[] = [
  // SNS asks for the key of an encrypted topic in the name of who publishes.
  ...each(ofRepositories, owners, encryption, key, encrypting),
  ...each(alerting, { CopyTopics: copies }, encryption, key, {
    ...encrypting,
    'kms:EncryptionContext:aws:sns:topicArn': copies,
  }),
  // The alerts about repositories of an owner with a topic.
  ...each(ofRepositories, owners, ['sns:Publish'], topic),
  ...each(alerting, { CopyTopics: copies }, ['sns:Publish'], copies),
  // Whose repository an alert is about: shared/alerts/owners.ts.
  ...each(ofRepositories, owners, ['ecr:ListTagsForResource'], repository),
  // Several alerts are looked up before they are sent: shared/alerts/claimable.ts.
  ...each(['push', 'validate', 'warm', 'storage-class'], {}, ['dynamodb:BatchGetItem'], ledger),
  // An alert that is resolved leaves the ledger: shared/alerts/standing.ts.
  ...each(['validate', 'credential', 'warm', 'walk'], {}, ['dynamodb:DeleteItem'], ledger),
  // Whether an image is in use: shared/use, whose own tests call it without a stack.
  ...usesOf(['storage-class', 'walk'], {}),
  ...usesOf(['push', 'due'], { ...everySource, Naming: 'enforce' }),
  ...usesOf(['scan'], { ...everySource, Scanning: 'observe' }),
  ...usesOf(['repository'], { ...everySource, Repositories: 'enforce' }),
  ...moreUsesOf(['walk', 'storage-class'], everySource),
  ...moreUsesOf(['repository'], { ...everySource, Repositories: 'enforce' }),
  ...moreUsesOf(['push', 'due'], { ...everySource, Naming: 'enforce' }),
  ...moreUsesOf(['scan'], { ...everySource, Scanning: 'observe' }),
  // Of a capability alone: in tests of a whole stack, others give its function the same rights.
  ...each(
    ['walk'],
    { Retention: 'archive' },
    ['ecr:BatchGetImage', 'ecr:UpdateImageStorageClass'],
    repository,
  ),
  ...each(['walk'], { Retention: 'delete' }, ['ecr:BatchDeleteImage'], repository),
  ...each(
    ['walk'],
    { UnusedRepositories: 'tag' },
    ['ecr:TagResource', 'ecr:UntagResource'],
    repository,
  ),
  ...each(['walk'], { UnusedRepositories: 'delete' }, ['ecr:DeleteRepository'], repository),
  ...each(['walk'], { Shield: 'observe' }, ['ecr:BatchGetImage'], repository),
  ...each(
    ['walk'],
    { Shield: 'enforce' },
    [
      ...['ecr:PutImage', 'ecr:BatchDeleteImage', 'ecr:PutLifecyclePolicy'],
      ...['ecr:StartLifecyclePolicyPreview', 'ecr:GetLifecyclePolicyPreview'],
    ],
    repository,
  ),
  ...each(
    ['walk', 'storage-class'],
    { UseRestore: 'enforce' },
    ['ecr:BatchGetImage', 'ecr:UpdateImageStorageClass'],
    repository,
  ),
  // By a repository that is missing or has another policy: shared/repositories, whose own tests call it without a stack.
  ...each(['walk'], { Repositories: 'create' }, ['ecr:CreateRepository'], repository),
  ...each(
    ['walk', 'repository'],
    { Repositories: 'create' },
    ['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'],
    repository,
  ),
  // ECR asks them of whoever creates a repository with a key.
  ...each(
    ['walk'],
    {
      RepositoryKeys: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
    ['kms:CreateGrant', 'kms:RetireGrant', 'kms:DescribeKey'],
    'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ),
  // What exists and differs: shared/cache, whose own tests call it without a stack.
  ...each(['cache'], {}, ['ecr:UpdateRepositoryCreationTemplate'], '*'),
  ...each(['cache'], { Cache: 'enforce' }, ['ecr:UpdatePullThroughCacheRule'], '*'),
  ...each(['cache'], { CacheTemplates: 'enforce' }, ['ecr:DeleteRepositoryCreationTemplate'], '*'),
  // With the policies of repositories that they have.
  ...each(
    ['cache'],
    { CacheTemplates: 'enforce' },
    ['ecr:PutLifecyclePolicy', 'ecr:SetRepositoryPolicy'],
    repository,
  ),
  ...each(['cache'], { CachePullers: 'enforce' }, ['ecr:DeleteRegistryPolicy'], '*'),
  // The first replication rule of an account makes its service-linked role.
  ...each(
    ['registry'],
    { RegistryReplication: 'enforce' },
    ['iam:CreateServiceLinkedRole'],
    'arn:aws:iam::123456789012:role/aws-service-role/replication.ecr.amazonaws.com/AWSServiceRoleForECRReplication',
    { 'iam:AWSServiceName': 'replication.ecr.amazonaws.com' },
  ),
  // ECR turns Amazon Inspector's scans on and off in the name of whoever configures scanning.
  ...each(
    ['registry'],
    { RegistryScanning: 'basic' },
    ['inspector2:Disable', 'inspector2:ListAccountPermissions'],
    '*',
  ),
  ...each(['registry'], { RegistryScanning: 'enhanced' }, ['inspector2:Enable'], '*'),
  ...each(
    ['registry'],
    { RegistryScanning: 'enhanced' },
    ['iam:CreateServiceLinkedRole'],
    'arn:aws:iam::123456789012:role/aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2',
    { 'iam:AWSServiceName': 'inspector2.amazonaws.com' },
  ),
  // Other names of the same permissions, in the user guide.
  ...each(
    ['registry'],
    { RegistryExclusions: 'enforce' },
    ['ecr:CreatePullTimeUpdateExclusion', 'ecr:DeletePullTimeUpdateExclusion'],
    '*',
  ),
  // Whoever makes a rule with a role of its own has to be allowed to pass it.
  ...['ecr.amazonaws.com', 'pullthroughcache.ecr.amazonaws.com'].flatMap((service) =>
    each(
      ['cache'],
      { PassedRoles: 'arn:aws:iam::123456789012:role/passed' },
      ['iam:PassRole'],
      'arn:aws:iam::123456789012:role/passed',
      { 'iam:PassedToService': service },
    ),
  ),
  // ECR's layers are behind URLs: an import that is pulled.
  ...each(
    ['warm'],
    { WarmRepositories: 'quay/*' },
    ['ecr:GetDownloadUrlForLayer'],
    `arn:aws:ecr:${here}:repository/quay/a`,
  ),
  // A durable execution of many operations has pages of them.
  ...each(
    ['walk'],
    {},
    ['lambda:GetDurableExecutionState'],
    `arn:aws:lambda:${here}:function:ecr-steward-local-walk:durable/durable-execution/ID/ID`,
  ),
  // An upload of several parts that fails.
  ...each(
    ['walk'],
    {},
    ['s3:AbortMultipartUpload'],
    'arn:aws:s3:::ecr-steward-local-inventorybucket/a',
  ),
  ...each(
    ['deletion'],
    {},
    ['s3:AbortMultipartUpload'],
    'arn:aws:s3:::ecr-steward-local-inventorybucket/deletion-events/a',
  ),
  // Without it, S3 denies access to an object that does not exist.
  ...each(['deletion'], {}, ['s3:ListBucket'], 'arn:aws:s3:::ecr-steward-local-inventorybucket'),
  // Targets may be other regions of the account: shared/inventory/nightly.
  ...each(
    ['walk'],
    {},
    [
      ...['ecr:DescribeRepositories', 'ecr:DescribeImages', 'ecr:GetRepositoryPolicy'],
      ...['ecr:GetLifecyclePolicy', 'ecr:ListTagsForResource'],
      'ecr:BatchGetRepositoryScanningConfiguration',
    ],
    'arn:aws:ecr:us-east-2:123456789012:repository/a',
  ),
  ...each(
    ['walk'],
    { InventoryManifests: 'on' },
    ['ecr:BatchGetImage'],
    'arn:aws:ecr:us-east-2:123456789012:repository/a',
  ),
];
