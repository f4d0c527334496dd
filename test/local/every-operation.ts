import * as ecr from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import * as sm from '@aws-sdk/client-secrets-manager';
import { settingCalls } from './every-setting.ts';
import { digestOf, index, manifest, repositoryName } from './images.ts';
import type { TestAws } from './start.ts';

/** Calls every operation that there is, for its answer and for its usual errors. */
export async function callEveryOperation({
  ecr: client,
  secretsManager,
  config,
}: TestAws): Promise<void> {
  const Name = 'ecr-pullthroughcache/hub';
  const SecretId = Name;
  const SecretString = '{"username":"me","accessToken":"xyz"}';
  for (const command of [
    new sm.CreateSecretCommand({ Name, SecretString, Tags: [{ Key: 'k', Value: 'v' }] }),
    new sm.CreateSecretCommand({ Name, SecretString }),
    new sm.PutSecretValueCommand({ SecretId, SecretBinary: new Uint8Array([1, 2]) }),
    new sm.UpdateSecretCommand({ SecretId, SecretString, Description: 'd' }),
    new sm.GetSecretValueCommand({ SecretId }),
    new sm.GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' }),
    new sm.GetSecretValueCommand({ SecretId: 'nope' }),
    new sm.DescribeSecretCommand({ SecretId }),
    new sm.ListSecretsCommand({ MaxResults: 1 }),
    new sm.ListSecretsCommand({ NextToken: 'garbage' }),
    new sm.DeleteSecretCommand({ SecretId }),
    new sm.DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 1 }),
    new sm.GetSecretValueCommand({ SecretId }),
    new sm.ListSecretsCommand({ IncludePlannedDeletion: true }),
    new sm.RestoreSecretCommand({ SecretId }),
    ...secretCalls(SecretId),
  ]) {
    await attempt(secretsManager.send(command as sm.DescribeSecretCommand));
  }
  const events = new EventBridgeClient(config);
  const mine = { Source: 'mine', DetailType: 'Of Mine' };
  const Entries = [
    { ...mine, Detail: '{}' },
    { ...mine, Detail: 'no JSON' },
  ];
  await events.send(new PutEventsCommand({ Entries }));
  events.destroy();
  const { ARN } = await secretsManager.send(new sm.DescribeSecretCommand({ SecretId }));
  for (const command of [
    ...repositoryCalls(),
    ...imageCalls(),
    ...ruleCalls(ARN),
    ...settingCalls(),
    ...layerCalls(),
    ...endCalls(),
  ]) {
    await attempt(client.send(command as ecr.DescribeRepositoriesCommand));
  }
  await callOnWhatWasStarted(client);
}

async function attempt(call: Promise<unknown>): Promise<void> {
  await call.catch(() => {});
}

const repository = { repositoryName };
const missing = { repositoryName: 'nope' };
const resourceArn = `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`;
const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' };
const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const registryPolicyText = JSON.stringify({ Statement: { ...statement, Resource: '*' } });
const lifecyclePolicyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'keep five untagged images',
      selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 5 },
      action: { type: 'expire' },
    },
  ],
});

function repositoryCalls() {
  const exclusions = [{ filterType: 'WILDCARD' as const, filter: 'latest*' }];
  return [
    new ecr.CreateRepositoryCommand({
      ...repository,
      tags: [{ Key: 'k', Value: 'v' }],
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: exclusions,
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/mine' },
    }),
    new ecr.CreateRepositoryCommand(repository),
    new ecr.CreateRepositoryCommand({ repositoryName: 'second' }),
    new ecr.DescribeRepositoriesCommand({ maxResults: 1 }),
    new ecr.DescribeRepositoriesCommand({ repositoryNames: ['nope'] }),
    new ecr.DescribeRepositoriesCommand({ maxResults: 1001 }),
    new ecr.PutImageTagMutabilityCommand({
      ...repository,
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: exclusions,
    }),
    new ecr.PutImageTagMutabilityCommand({ ...repository, imageTagMutability: 'MUTABLE' }),
    new ecr.PutImageScanningConfigurationCommand({
      ...repository,
      imageScanningConfiguration: { scanOnPush: true },
    }),
    new ecr.GetRepositoryPolicyCommand(repository),
    new ecr.SetRepositoryPolicyCommand({ ...repository, policyText }),
    new ecr.SetRepositoryPolicyCommand({ ...repository, policyText: 'x' }),
    new ecr.GetRepositoryPolicyCommand(repository),
    new ecr.DeleteRepositoryPolicyCommand(repository),
    new ecr.GetLifecyclePolicyCommand(repository),
    new ecr.PutLifecyclePolicyCommand({ ...repository, lifecyclePolicyText }),
    new ecr.GetLifecyclePolicyCommand(repository),
    new ecr.DeleteLifecyclePolicyCommand(repository),
    new ecr.GetRegistryPolicyCommand({}),
    new ecr.PutRegistryPolicyCommand({ policyText: registryPolicyText }),
    new ecr.GetRegistryPolicyCommand({}),
    new ecr.DeleteRegistryPolicyCommand({}),
    new ecr.TagResourceCommand({ resourceArn, tags: [{ Key: 'a', Value: 'b' }] }),
    new ecr.TagResourceCommand({ resourceArn, tags: [{ Key: 'aws:a', Value: 'b' }] }),
    new ecr.ListTagsForResourceCommand({ resourceArn }),
    new ecr.UntagResourceCommand({ resourceArn, tagKeys: ['a'] }),
    new ecr.DescribeRegistryCommand({}),
    new ecr.GetAuthorizationTokenCommand({}),
    new ecr.DeleteRepositoryCommand({ ...repository, registryId: '999999999999' }),
  ];
}

function imageCalls() {
  const push = (imageManifest: string, imageTag?: string) =>
    new ecr.PutImageCommand({ ...repository, imageManifest, ...(imageTag && { imageTag }) });
  const imageIds = [{ imageTag: '1' }, { imageTag: 'nope' }, {}, { imageDigest: 'x' }];
  const child = { imageDigest: digestOf(manifest('a')) };
  const filter = { tagStatus: 'TAGGED', imageStatus: 'ANY' } as const;
  return [
    push(manifest('a'), '1'),
    push(manifest('a'), '1'),
    push(manifest('a'), '2'),
    push(index(manifest('a')), 'index'),
    push(index(manifest('b'))),
    push('no manifest'),
    new ecr.PutImageCommand({
      ...repository,
      imageManifest: manifest('c'),
      imageDigest: digestOf('d'),
    }),
    new ecr.DescribeImagesCommand({ ...repository, maxResults: 1, filter }),
    new ecr.DescribeImagesCommand({ ...repository, imageIds: [{ imageTag: '1' }] }),
    new ecr.DescribeImagesCommand({ ...repository, imageIds: [{ imageTag: 'nope' }] }),
    new ecr.ListImagesCommand({ ...repository, maxResults: 2 }),
    new ecr.ListImagesCommand(missing),
    new ecr.BatchGetImageCommand({ ...repository, imageIds }),
    new ecr.BatchDeleteImageCommand({ ...repository, imageIds: [...imageIds, child] }),
    new ecr.BatchDeleteImageCommand({ ...missing, imageIds }),
  ];
}

function ruleCalls(credentialArn: string | undefined) {
  const hub = { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' };
  const gone = { ecrRepositoryPrefix: 'nope' };
  const { ecrRepositoryPrefix } = hub;
  const customRoleArn = 'arn:aws:iam::123456789012:role/cache';
  return [
    new ecr.CreatePullThroughCacheRuleCommand(hub),
    new ecr.CreatePullThroughCacheRuleCommand({ ...hub, credentialArn }),
    new ecr.CreatePullThroughCacheRuleCommand({ ...hub, credentialArn }),
    new ecr.CreatePullThroughCacheRuleCommand({ ...hub, credentialArn: `${credentialArn}x` }),
    new ecr.CreatePullThroughCacheRuleCommand({
      ecrRepositoryPrefix: 'upstream',
      upstreamRegistryUrl: '999999999999.dkr.ecr.us-east-1.amazonaws.com',
      upstreamRepositoryPrefix: 'team-a',
      customRoleArn,
    }),
    new ecr.DescribePullThroughCacheRulesCommand({ maxResults: 1 }),
    new ecr.DescribePullThroughCacheRulesCommand({ ecrRepositoryPrefixes: ['nope'] }),
    new ecr.UpdatePullThroughCacheRuleCommand({ ecrRepositoryPrefix, credentialArn }),
    new ecr.UpdatePullThroughCacheRuleCommand(gone),
    new ecr.ValidatePullThroughCacheRuleCommand({ ecrRepositoryPrefix }),
    new ecr.ValidatePullThroughCacheRuleCommand(gone),
    new ecr.DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }),
    new ecr.DeletePullThroughCacheRuleCommand(gone),
  ];
}

function secretCalls(SecretId: string) {
  const ResourcePolicy = policyText.replace('ecr:', 'secretsmanager:');
  const RotationLambdaARN = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate';
  const RotationRules = { AutomaticallyAfterDays: 7 };
  return [
    new sm.TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] }),
    new sm.UntagResourceCommand({ SecretId, TagKeys: ['a'] }),
    new sm.RotateSecretCommand({ SecretId }),
    new sm.RotateSecretCommand({ SecretId, RotationLambdaARN }),
    new sm.RotateSecretCommand({
      ...{ SecretId, RotationLambdaARN, RotationRules },
      RotateImmediately: false,
    }),
    new sm.DescribeSecretCommand({ SecretId }),
    new sm.CancelRotateSecretCommand({ SecretId }),
    new sm.PutResourcePolicyCommand({ SecretId, ResourcePolicy, BlockPublicPolicy: true }),
    new sm.PutResourcePolicyCommand({ SecretId, ResourcePolicy }),
    new sm.PutResourcePolicyCommand({ SecretId, ResourcePolicy: 'x' }),
    new sm.GetResourcePolicyCommand({ SecretId }),
    new sm.ValidateResourcePolicyCommand({ SecretId, ResourcePolicy: 'x' }),
    new sm.DeleteResourcePolicyCommand({ SecretId }),
    new sm.ListSecretVersionIdsCommand({ SecretId, MaxResults: 1 }),
    new sm.UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    new sm.UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'none' }),
    new sm.BatchGetSecretValueCommand({ SecretIdList: [SecretId, 'nope'] }),
    new sm.BatchGetSecretValueCommand({ Filters: [{ Key: 'all', Values: ['x'] }], MaxResults: 1 }),
    new sm.BatchGetSecretValueCommand({}),
    new sm.GetRandomPasswordCommand({ PasswordLength: 1 }),
    new sm.GetRandomPasswordCommand({ IncludeSpace: true }),
  ];
}

const layer = Buffer.from('layer');

function layerCalls() {
  const layerDigest = digestOf('layer');
  const uploadId = crypto.randomUUID();
  return [
    new ecr.BatchCheckLayerAvailabilityCommand({ ...repository, layerDigests: [layerDigest, 'x'] }),
    new ecr.GetDownloadUrlForLayerCommand({ ...repository, layerDigest }),
    new ecr.CompleteLayerUploadCommand({
      ...{ ...repository, uploadId },
      layerDigests: [layerDigest],
    }),
  ];
}

/** Calls about what an earlier answer names. */
async function callOnWhatWasStarted(client: ecr.ECRClient): Promise<void> {
  await client.send(new ecr.CreateRepositoryCommand(repository));
  const { uploadId } = await client.send(new ecr.InitiateLayerUploadCommand(repository));
  const upload = { ...repository, uploadId };
  const layerDigest = digestOf('layer');
  const bytes = { partFirstByte: 0, partLastByte: layer.length - 1, layerPartBlob: layer };
  const { replicationBackfillId } = await client.send(
    new ecr.StartReplicationBackfillCommand({
      destination: { region: 'eu-central-1', registryId: '123456789012' },
    }),
  );
  const backfill = { replicationBackfillId };
  for (const command of [
    new ecr.UploadLayerPartCommand({ ...upload, ...bytes }),
    new ecr.UploadLayerPartCommand({ ...upload, ...bytes }),
    new ecr.CompleteLayerUploadCommand({ ...upload, layerDigests: [layerDigest] }),
    new ecr.CompleteLayerUploadCommand({ ...upload, layerDigests: [layerDigest] }),
    new ecr.BatchCheckLayerAvailabilityCommand({ ...repository, layerDigests: [layerDigest] }),
    new ecr.GetDownloadUrlForLayerCommand({ ...repository, layerDigest }),
    new ecr.ListReplicationBackfillsCommand({ maxResults: 1 }),
    new ecr.DescribeReplicationBackfillResultsCommand(backfill),
    new ecr.StopReplicationBackfillCommand(backfill),
    new ecr.StopReplicationBackfillCommand(backfill),
    new ecr.StopReplicationBackfillCommand({ replicationBackfillId: 'nope' }),
    ...endCalls(),
  ]) {
    await attempt(client.send(command as ecr.DescribeRepositoriesCommand));
  }
}

function endCalls() {
  return [
    new ecr.DeleteRepositoryCommand(repository),
    new ecr.DeleteRepositoryCommand({ ...repository, force: true }),
    new ecr.DeleteRepositoryCommand(repository),
  ];
}
