import {
  CreateRepositoryCreationTemplateCommand,
  type CreateRepositoryCreationTemplateCommandInput,
  DeleteRepositoryCreationTemplateCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  paginateDescribeRepositoryCreationTemplates,
  UpdateRepositoryCreationTemplateCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../../../local/ecr/model/registry.ts';
import type { CreationTemplate, Purpose } from '../../../../local/ecr/model/template.ts';
import { settingsFor } from '../../../../local/ecr/templates/templates.ts';
import { manifest, put, repositoryName } from '../../images.ts';
import { refusal, startTestAws } from '../../start.ts';

const customRoleArn = 'arn:aws:iam::123456789012:role/templates';

describe('the settings of a repository that ECR creates', () => {
  function registryWith(...templates: Partial<CreationTemplate>[]) {
    const registry = createRegistry('123456789012', 'eu-west-1');
    for (const it of templates) {
      const template: CreationTemplate = {
        prefix: 'ROOT',
        createdAt: new Date(),
        updatedAt: new Date(),
        appliedFor: ['PULL_THROUGH_CACHE', 'CREATE_ON_PUSH'],
        mutability: { mode: 'MUTABLE', exclusions: [] },
        ...it,
      };
      registry.templates.set(template.prefix, template);
    }
    return registry;
  }

  test.each([
    ['prod/team/app', 'PULL_THROUGH_CACHE', 'prod/team'],
    ['prod/other/app', 'PULL_THROUGH_CACHE', 'prod'],
    ['production/app', 'PULL_THROUGH_CACHE', 'ROOT'],
    ['prod', 'PULL_THROUGH_CACHE', 'ROOT'],
    ['prod/team/app', 'REPLICATION', 'prod'],
    ['other', 'REPLICATION', undefined],
  ] as const)('of %s for %s come from the template %s', (name, purpose, prefix) => {
    const registry = registryWith(
      { prefix: 'prod/team', lifecyclePolicy: 'prod/team' },
      {
        prefix: 'prod',
        lifecyclePolicy: 'prod',
        appliedFor: ['PULL_THROUGH_CACHE', 'REPLICATION'],
      },
      { prefix: 'ROOT', lifecyclePolicy: 'ROOT' },
    );
    expect(settingsFor(registry, name, purpose)).toEqual({
      settings: prefix ? expect.objectContaining({ lifecyclePolicyText: prefix }) : {},
    });
  });

  test('are all that the template says', () => {
    const template = {
      mutability: { mode: 'IMMUTABLE_WITH_EXCLUSION', exclusions: ['latest'] },
      encryption: { encryptionType: 'KMS', kmsKey: 'alias/mine' },
      resourceTags: [{ Key: 'team', Value: 'a' }],
      repositoryPolicy: '{}',
      lifecyclePolicy: '',
      customRoleArn,
    } as const;
    expect(settingsFor(registryWith(template), 'app', 'CREATE_ON_PUSH')).toEqual({
      settings: {
        mutability: template.mutability,
        encryption: template.encryption,
        tags: new Map([['team', 'a']]),
        policyText: '{}',
      },
    });
  });

  test.each<[string, Partial<CreationTemplate>[], Purpose, string]>([
    ['a push without a template', [], 'CREATE_ON_PUSH', 'TemplateMissing'],
    [
      'tags without a role',
      [{ resourceTags: [{ Key: 'k', Value: 'v' }] }],
      'PULL_THROUGH_CACHE',
      'CustomRoleMissing',
    ],
    [
      'KMS without a role',
      [{ encryption: { encryptionType: 'KMS_DSSE' } }],
      'CREATE_ON_PUSH',
      'CustomRoleMissing',
    ],
  ])('do not come about with %s', (_what, templates, purpose, code) => {
    const result = settingsFor(registryWith(...templates), 'app', purpose);
    expect(result).toMatchObject({ failure: { code } });
  });
});

describe('repository creation templates', () => {
  const create = (rest: Partial<CreateRepositoryCreationTemplateCommandInput> = {}) =>
    new CreateRepositoryCreationTemplateCommand({
      prefix: 'prod',
      appliedFor: ['REPLICATION'],
      ...rest,
    });

  test('are created, changed, described and deleted', async () => {
    const { ecr } = await startTestAws();
    await ecr.send(create({ imageTagMutability: 'IMMUTABLE', description: 'old' }));
    const change = { prefix: 'prod/', description: 'new', appliedFor: ['CREATE_ON_PUSH' as const] };
    await ecr.send(new UpdateRepositoryCreationTemplateCommand(change));
    const describeAll = new DescribeRepositoryCreationTemplatesCommand({
      prefixes: ['prod', 'nope'],
    });
    expect((await ecr.send(describeAll)).repositoryCreationTemplates).toEqual([
      {
        prefix: 'prod',
        description: 'new',
        appliedFor: ['CREATE_ON_PUSH'],
        imageTagMutability: 'IMMUTABLE',
        encryptionConfiguration: { encryptionType: 'AES256' },
        resourceTags: [],
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      },
    ]);
    await ecr.send(new DeleteRepositoryCreationTemplateCommand({ prefix: 'prod' }));
    expect((await ecr.send(describeAll)).repositoryCreationTemplates).toEqual([]);
  });

  test('are listed by prefix, page by page', async () => {
    const { ecr } = await startTestAws();
    for (const prefix of ['c', 'a', 'b/x']) await ecr.send(create({ prefix }));
    const pages = paginateDescribeRepositoryCreationTemplates({ client: ecr, pageSize: 2 }, {});
    const prefixes = await Array.fromAsync(pages, (page) =>
      page.repositoryCreationTemplates?.map((it) => it.prefix),
    );
    expect(prefixes).toEqual([['a', 'b/x'], ['c']]);
  });

  test.each([
    ['a prefix that is taken', { prefix: 'taken/' }, 'TemplateAlreadyExistsException'],
    ['a prefix in capitals', { prefix: 'Prod' }, 'InvalidParameterException'],
    ['an unknown purpose', { appliedFor: ['LUNCH' as 'REPLICATION'] }, 'InvalidParameterException'],
    [
      'filters without a mode for them',
      { imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD' as const, filter: '*' }] },
      'InvalidParameterException',
    ],
    ['a lifecycle policy that is none', { lifecyclePolicy: '{}' }, 'InvalidParameterException'],
    ['a repository policy that is none', { repositoryPolicy: '{}' }, 'InvalidParameterException'],
    [
      'a role of another account',
      { customRoleArn: 'arn:aws:iam::999999999999:role/x' },
      'InvalidParameterException',
    ],
    [
      'a reserved resource tag',
      { resourceTags: [{ Key: 'aws:x', Value: '' }] },
      'InvalidParameterException',
    ],
  ])('are refused with %s', async (_what, rest, name) => {
    const { ecr } = await startTestAws();
    await ecr.send(create({ prefix: 'taken' }));
    expect((await refusal(ecr.send(create(rest)))).name).toBe(name);
  });

  test('that do not exist are neither changed nor deleted', async () => {
    const { ecr } = await startTestAws();
    const prefix = 'nope';
    const update = ecr.send(new UpdateRepositoryCreationTemplateCommand({ prefix }));
    expect((await refusal(update)).name).toBe('TemplateNotFoundException');
    const deletion = ecr.send(new DeleteRepositoryCreationTemplateCommand({ prefix }));
    expect((await refusal(deletion)).name).toBe('TemplateNotFoundException');
  });
});

test('a push to a repository that is missing creates it by a template for that', async () => {
  const { ecr } = await startTestAws();
  const push = () => put(ecr, manifest('a'), '1.0.0');
  expect((await refusal(push())).name).toBe('RepositoryNotFoundException');
  const template = { prefix: 'team-a', appliedFor: ['CREATE_ON_PUSH' as const] };
  const imageTagMutability = 'IMMUTABLE';
  await ecr.send(new CreateRepositoryCreationTemplateCommand({ ...template, imageTagMutability }));
  await push();
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
  expect(repositories).toMatchObject([{ repositoryName, imageTagMutability }]);
});
