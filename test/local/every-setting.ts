import * as ecr from '@aws-sdk/client-ecr';
import { digestOf, index, manifest, repositoryName } from './images.ts';

/** Calls of what surrounds repositories and images: templates, lifecycle, archive, scans, copies, settings. */
export function settingCalls() {
  return [
    ...templateCalls(),
    ...scanningCalls(),
    ...replicationCalls(),
    ...signingCalls(),
    ...imageCalls(),
    ...accountCalls(),
  ];
}

const repository = { repositoryName };
const missing = { repositoryName: 'nope' };
const lifecyclePolicyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'transition', targetStorageClass: 'archive' },
    },
  ],
});

function templateCalls() {
  const template = {
    prefix: 'team-a',
    description: 'all of team A',
    encryptionConfiguration: { encryptionType: 'KMS' as const },
    resourceTags: [{ Key: 'team', Value: 'a' }],
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' as const,
    imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD' as const, filter: 'latest' }],
    repositoryPolicy:
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}}',
    lifecyclePolicy: lifecyclePolicyText,
    customRoleArn: 'arn:aws:iam::123456789012:role/templates',
    appliedFor: ['REPLICATION' as const, 'CREATE_ON_PUSH' as const],
  };
  const { prefix } = template;
  return [
    new ecr.CreateRepositoryCreationTemplateCommand(template),
    new ecr.CreateRepositoryCreationTemplateCommand(template),
    new ecr.CreateRepositoryCreationTemplateCommand({ prefix: 'ROOT', appliedFor: [] }),
    new ecr.UpdateRepositoryCreationTemplateCommand({ prefix, description: 'A' }),
    new ecr.UpdateRepositoryCreationTemplateCommand({ prefix: 'nope' }),
    new ecr.DescribeRepositoryCreationTemplatesCommand({ maxResults: 1 }),
    new ecr.DescribeRepositoryCreationTemplatesCommand({ prefixes: [prefix, 'nope'] }),
    new ecr.DeleteRepositoryCreationTemplateCommand({ prefix }),
    new ecr.DeleteRepositoryCreationTemplateCommand({ prefix }),
  ];
}

function scanningCalls() {
  const imageId = { imageDigest: digestOf(manifest('scanned')) };
  const repositoryFilters = [{ filterType: 'WILDCARD' as const, filter: 'team-a/*' }];
  const configure = (scanType: ecr.ScanType, scanFrequency: ecr.ScanFrequency) =>
    new ecr.PutRegistryScanningConfigurationCommand({
      scanType,
      rules: [{ scanFrequency, repositoryFilters }],
    });
  const imageScanningConfiguration = { scanOnPush: false };
  return [
    new ecr.PutImageScanningConfigurationCommand({ ...repository, imageScanningConfiguration }),
    new ecr.PutImageCommand({ ...repository, imageManifest: manifest('scanned') }),
    new ecr.DescribeImageScanFindingsCommand({ ...repository, imageId }),
    new ecr.StartImageScanCommand({ ...repository, imageId }),
    new ecr.StartImageScanCommand({ ...repository, imageId }),
    new ecr.DescribeImageScanFindingsCommand({ ...repository, imageId, maxResults: 1 }),
    configure('BASIC', 'CONTINUOUS_SCAN'),
    configure('ENHANCED', 'CONTINUOUS_SCAN'),
    new ecr.StartImageScanCommand({ ...repository, imageId }),
    new ecr.PutImageCommand({ ...repository, imageManifest: manifest('scanned'), imageTag: 's' }),
    new ecr.DescribeImageScanFindingsCommand({ ...repository, imageId }),
    new ecr.DescribeImageScanFindingsCommand({ ...repository, imageId }),
    new ecr.GetRegistryScanningConfigurationCommand({}),
    new ecr.BatchGetRepositoryScanningConfigurationCommand({
      repositoryNames: [repositoryName, 'nope'],
    }),
    configure('BASIC', 'SCAN_ON_PUSH'),
  ];
}

function replicationCalls() {
  const replicationConfiguration = (region: string) => ({
    rules: [
      {
        destinations: [{ region, registryId: '123456789012' }],
        repositoryFilters: [{ filterType: 'PREFIX_MATCH' as const, filter: 'team-a' }],
      },
    ],
  });
  const put = (region: string) =>
    new ecr.PutReplicationConfigurationCommand({
      replicationConfiguration: replicationConfiguration(region),
    });
  const imageId = { imageTag: 'copied' };
  return [
    put('eu-west-1'),
    put('eu-central-1'),
    new ecr.PutImageCommand({ ...repository, imageManifest: manifest('copied'), ...imageId }),
    new ecr.DescribeImageReplicationStatusCommand({ ...repository, imageId }),
    new ecr.DescribeImageReplicationStatusCommand({ ...repository, imageId }),
    new ecr.DescribeRegistryCommand({}),
  ];
}

function signingCalls() {
  const signingProfileArn = 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/mine';
  const repositoryFilters = [{ filterType: 'WILDCARD_MATCH' as const, filter: '*' }];
  const signingConfiguration = { rules: [{ signingProfileArn, repositoryFilters }] };
  const signed = { ...repository, imageManifest: manifest('signed'), imageTag: 'signed' };
  return [
    new ecr.GetSigningConfigurationCommand({}),
    new ecr.PutSigningConfigurationCommand({ signingConfiguration }),
    new ecr.PutSigningConfigurationCommand({
      signingConfiguration: { rules: [{ signingProfileArn: 'mine' }] },
    }),
    new ecr.GetSigningConfigurationCommand({}),
    new ecr.PutImageCommand(signed),
    new ecr.DescribeImageSigningStatusCommand({ ...repository, imageId: { imageTag: 'signed' } }),
    new ecr.DescribeImageSigningStatusCommand({ ...repository, imageId: { imageTag: 'nope' } }),
    new ecr.DeleteSigningConfigurationCommand({}),
  ];
}

function imageCalls() {
  const imageId = { imageTag: 'copied' };
  const imageDigest = digestOf(manifest('copied'));
  const referrer = manifest('signature', {
    artifactType: 'application/vnd.example.signature',
    annotations: { by: 'me' },
    subject: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: imageDigest,
      size: 1,
    },
  });
  const move = (targetStorageClass: ecr.TargetStorageClass) =>
    new ecr.UpdateImageStorageClassCommand({ ...repository, imageId, targetStorageClass });
  return [
    new ecr.PutImageCommand({ ...repository, imageManifest: index(manifest('copied')) }),
    new ecr.StartImageScanCommand({
      ...repository,
      imageId: { imageDigest: digestOf(index(manifest('copied'))) },
    }),
    move('ARCHIVE'),
    new ecr.BatchDeleteImageCommand({
      ...repository,
      imageIds: [{ imageDigest: digestOf(index(manifest('copied'))) }],
    }),
    new ecr.PutImageCommand({ ...repository, imageManifest: referrer }),
    new ecr.ListImageReferrersCommand({ ...repository, subjectId: { imageDigest } }),
    new ecr.ListImageReferrersCommand({ ...missing, subjectId: { imageDigest } }),
    new ecr.GetLifecyclePolicyPreviewCommand(repository),
    new ecr.StartLifecyclePolicyPreviewCommand(repository),
    new ecr.StartLifecyclePolicyPreviewCommand({ ...repository, lifecyclePolicyText }),
    new ecr.GetLifecyclePolicyPreviewCommand({ ...repository, maxResults: 1 }),
    new ecr.GetLifecyclePolicyPreviewCommand({ ...repository, maxResults: 1 }),
    move('ARCHIVE'),
    new ecr.StartImageScanCommand({ ...repository, imageId }),
    new ecr.DescribeImageScanFindingsCommand({ ...repository, imageId }),
    move('STANDARD'),
    move('STANDARD'),
  ];
}

function accountCalls() {
  const principalArn = 'arn:aws:iam::123456789012:role/scanner';
  return [
    new ecr.GetAccountSettingCommand({ name: 'BLOB_MOUNTING' }),
    new ecr.GetAccountSettingCommand({ name: 'nope' }),
    new ecr.PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'ENABLED' }),
    new ecr.PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'nope' }),
    new ecr.RegisterPullTimeUpdateExclusionCommand({ principalArn }),
    new ecr.RegisterPullTimeUpdateExclusionCommand({ principalArn }),
    new ecr.ListPullTimeUpdateExclusionsCommand({ maxResults: 1 }),
    new ecr.DeregisterPullTimeUpdateExclusionCommand({ principalArn }),
    new ecr.DeregisterPullTimeUpdateExclusionCommand({ principalArn }),
  ];
}
