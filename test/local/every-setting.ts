import * as ecr from '@aws-sdk/client-ecr';

/** Calls of what surrounds repositories and images: templates and settings. */
export function settingCalls() {
  return [...templateCalls(), ...accountCalls()];
}

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
    repositoryPolicy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}',
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
