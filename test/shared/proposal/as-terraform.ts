import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  type ECRClient,
  PutAccountSettingCommand,
  PutLifecyclePolicyCommand,
  PutRegistryPolicyCommand,
  PutRegistryScanningConfigurationCommand,
  PutReplicationConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
  SetRepositoryPolicyCommand,
  type Tag,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/**
 * A registry as Terraform makes it: the examples in the documentation of the aws provider, as the calls that it makes of
 * them. Its policies are texts of jsonencode, which sorts keys, or here-documents, which keep their lines; a policy of
 * aws_iam_policy_document has a string for a list of one, and `Sid: ""` where none is given.
 */
export async function createAsTerraform(clients: {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
}): Promise<void> {
  await createRepositories(clients.ecr);
  await createRules(clients);
  await createTemplates(clients.ecr);
  await setRegistry(clients.ecr);
}

const account = '123456789012';
const tags: Tag[] = [
  { Key: 'Environment', Value: 'prod' },
  { Key: 'owner', Value: 'payments' },
  { Key: 'terraform', Value: 'true' },
];

/** `jsonencode`: keys in the order of the alphabet, without white space. */
function jsonencode(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}

/** Of aws_ecr_lifecycle_policy: "Policy on untagged image" and "Policy on tagged image". */
export const lifecyclePolicies = {
  untagged: jsonencode({
    rules: [
      {
        rulePriority: 1,
        description: 'Expire images older than 14 days',
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: 14,
        },
        action: { type: 'expire' },
      },
    ],
  }),
  tagged: `{
    "rules": [
        {
            "rulePriority": 1,
            "description": "Keep last 30 images",
            "selection": {
                "tagStatus": "tagged",
                "tagPrefixList": ["v"],
                "countType": "imageCountMoreThan",
                "countNumber": 30
            },
            "action": {
                "type": "expire"
            }
        }
    ]
}
`,
};

/** Of aws_ecr_repository_policy, by aws_iam_policy_document, with indentation of its own. */
const pull = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'new policy',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      },
    ],
  },
  undefined,
  2,
);

async function createRepositories(ecr: ECRClient): Promise<void> {
  for (const name of ['cart', 'checkout', 'ledger']) {
    const repositoryName = `payments/${name}`;
    await ecr.send(
      new CreateRepositoryCommand({
        ...{ repositoryName, tags },
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [
          { filterType: 'WILDCARD', filter: 'latest*' },
          { filterType: 'WILDCARD', filter: 'dev-*' },
        ],
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: {
          encryptionType: 'KMS',
          kmsKey: `arn:aws:kms:eu-west-1:${account}:key/1f2e3d4c-0000-4000-8000-0123456789ab`,
        },
      }),
    );
    const lifecyclePolicyText = lifecyclePolicies.untagged;
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText: pull }));
  }
  const bar = { repositoryName: 'bar', imageTagMutability: 'MUTABLE' as const };
  const imageScanningConfiguration = { scanOnPush: true };
  await ecr.send(new CreateRepositoryCommand({ ...bar, imageScanningConfiguration }));
  const lifecyclePolicyText = lifecyclePolicies.tagged;
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName: 'bar', lifecyclePolicyText }));
}

async function createRules({
  ecr,
  secretsManager,
}: Parameters<typeof createAsTerraform>[0]): Promise<void> {
  const secret = await secretsManager.send(
    new CreateSecretCommand({
      Name: 'ecr-pullthroughcache/docker-hub',
      SecretString: '{"username":"somebody","accessToken":"x"}',
    }),
  );
  await ecr.send(
    new CreatePullThroughCacheRuleCommand({
      ecrRepositoryPrefix: 'ecr-public',
      upstreamRegistryUrl: 'public.ecr.aws',
    }),
  );
  await ecr.send(
    new CreatePullThroughCacheRuleCommand({
      ecrRepositoryPrefix: 'docker-hub',
      upstreamRegistryUrl: 'registry-1.docker.io',
      credentialArn: secret.ARN,
    }),
  );
}

/** Of aws_ecr_repository_creation_template. */
async function createTemplates(ecr: ECRClient): Promise<void> {
  await ecr.send(
    new CreateRepositoryCreationTemplateCommand({
      prefix: 'example',
      description: 'An example template',
      imageTagMutability: 'IMMUTABLE',
      customRoleArn: `arn:aws:iam::${account}:role/example`,
      appliedFor: ['PULL_THROUGH_CACHE', 'REPLICATION'],
      encryptionConfiguration: { encryptionType: 'AES256' },
      repositoryPolicy: pull,
      lifecyclePolicy: lifecyclePolicies.untagged,
      resourceTags: [{ Key: 'Foo', Value: 'Bar' }],
    }),
  );
}

/** Of aws_ecr_registry_policy, _scanning_configuration, aws_ecr_replication_configuration, aws_ecr_account_setting. */
async function setRegistry(ecr: ECRClient): Promise<void> {
  const filter = { filter: 'example', filterType: 'WILDCARD' as const };
  const all = { filter: '*', filterType: 'WILDCARD' as const };
  await ecr.send(
    new PutRegistryScanningConfigurationCommand({
      scanType: 'ENHANCED',
      rules: [
        { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [all] },
        { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [filter] },
      ],
    }),
  );
  const destinations = ['us-west-1', 'us-west-2'].map((region) => ({
    ...{ region, registryId: account },
  }));
  const repositoryFilters = [{ filter: 'prod-microservice', filterType: 'PREFIX_MATCH' as const }];
  const replicationConfiguration = { rules: [{ destinations, repositoryFilters }] };
  await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
  await ecr.send(new PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'ENABLED' }));
  const basic = { name: 'BASIC_SCAN_TYPE_VERSION', value: 'AWS_NATIVE' };
  await ecr.send(new PutAccountSettingCommand(basic));
  const principalArn = `arn:aws:iam::${account}:role/example-role`;
  await ecr.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: ['ecr:ReplicateImage'],
    Resource: [`arn:aws:ecr:eu-west-1:${account}:repository/*`],
  };
  const policyText = jsonencode({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'testpolicy', ...statement },
      { Sid: '', ...statement },
    ],
  });
  await ecr.send(new PutRegistryPolicyCommand({ policyText }));
}
