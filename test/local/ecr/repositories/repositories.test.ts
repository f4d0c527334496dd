import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepository, manifest, put, repositoryName } from '../../images.ts';
import { refusal, startTestAws } from '../../start.ts';

const registryId = '123456789012';
const arn = `arn:aws:ecr:eu-west-1:${registryId}:repository/${repositoryName}`;

describe('a repository', () => {
  test('has the settings of its creation, with AWS’s defaults', async () => {
    const { ecr } = await startTestAws();
    const { repository } = await createRepository(ecr);
    expect(repository).toEqual({
      repositoryArn: arn,
      registryId,
      repositoryName,
      repositoryUri: `${registryId}.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}`,
      createdAt: expect.any(Date),
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    });
    const named = new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] });
    expect((await ecr.send(named)).repositories).toEqual([repository]);
  });

  test('exists once', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    expect(await refusal(createRepository(ecr))).toEqual({
      name: 'RepositoryAlreadyExistsException',
      message: `The repository with name '${repositoryName}' already exists in the registry with id '${registryId}'`,
      status: 400,
    });
  });

  test.each(['a', 'A/b', 'a//b', '-a', 'a/', 'a'.repeat(257), 'a..b'])(
    'cannot be called %j',
    async (name) => {
      const { ecr } = await startTestAws();
      const refused = await refusal(
        ecr.send(new CreateRepositoryCommand({ repositoryName: name })),
      );
      expect(refused.name).toBe('InvalidParameterException');
      expect(refused.message).toContain("Invalid parameter at 'repositoryName' failed to satisfy");
    },
  );

  test('that is missing is named', async () => {
    const { ecr } = await startTestAws();
    const call = ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['nope'] }));
    expect(await refusal(call)).toEqual({
      name: 'RepositoryNotFoundException',
      message: `The repository with name 'nope' does not exist in the registry with id '${registryId}'`,
      status: 400,
    });
  });

  test('is deleted with its images only by force', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    await put(ecr, manifest('a'), '1.0.0');
    const refused = await refusal(ecr.send(new DeleteRepositoryCommand({ repositoryName })));
    expect(refused.name).toBe('RepositoryNotEmptyException');
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
  });

  test('changes its tag mutability, with filters that match the mode', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const filters = [{ filterType: 'WILDCARD' as const, filter: 'latest' }];
    const change = (
      imageTagMutability: 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters?: typeof filters,
    ) =>
      ecr.send(
        new PutImageTagMutabilityCommand({
          repositoryName,
          imageTagMutability,
          imageTagMutabilityExclusionFilters,
        }),
      );
    expect(await change('IMMUTABLE_WITH_EXCLUSION', filters)).toMatchObject({
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: filters,
    });
    const wild = (filter: string) => [{ filterType: 'WILDCARD' as const, filter }];
    await change('IMMUTABLE_WITH_EXCLUSION', wild('*-dev-*'));
    const withThree = await refusal(change('IMMUTABLE_WITH_EXCLUSION', wild('a*b*c*d')));
    const withTooMany = await refusal(change('IMMUTABLE', filters));
    const withNone = await refusal(change('IMMUTABLE_WITH_EXCLUSION'));
    expect([withThree.name, withTooMany.name]).toEqual(Array(2).fill('InvalidParameterException'));
    expect([withNone.name, withNone.message]).toEqual([
      'InvalidParameterException',
      "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: 'ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as IMMUTABLE_WITH_EXCLUSION'",
    ]);
  });

  test.each(['KMS', 'KMS_DSSE'] as const)('with %s and no key has the one of AWS', async (type) => {
    const { ecr } = await startTestAws();
    const keyOf = async (name: string, kmsKey?: string) => {
      const encryptionConfiguration = { encryptionType: type, ...(kmsKey && { kmsKey }) };
      const created = await createRepository(ecr, {
        repositoryName: name,
        encryptionConfiguration,
      });
      const { repositories } = await ecr.send(
        new DescribeRepositoriesCommand({ repositoryNames: [name] }),
      );
      const { repository } = created;
      expect(repositories).toMatchObject([{ ...repository, createdAt: expect.any(Date) }]);
      return repository?.encryptionConfiguration?.kmsKey;
    };
    const managed = await keyOf('first');
    expect(managed).toMatch(
      /^arn:aws:kms:eu-west-1:123456789012:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    expect(await keyOf('second')).toBe(managed);
    expect(await keyOf('third', 'alias/mine')).toBe('alias/mine');
  });

  test('changes whether it is scanned on push', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const imageScanningConfiguration = { scanOnPush: true };
    await ecr.send(
      new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }),
    );
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories?.[0]?.imageScanningConfiguration).toEqual(imageScanningConfiguration);
  });

  test('of another account is out of reach', async () => {
    const { ecr } = await startTestAws();
    const call = new DeleteRepositoryCommand({ repositoryName, registryId: '999999999999' });
    expect(await refusal(ecr.send(call))).toEqual({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${registryId}:assumed-role/LocalAdmin/test is not authorized to perform: ecr:DeleteRepository on resource: arn:aws:ecr:eu-west-1:999999999999:repository/${repositoryName} because no resource-based policy allows the ecr:DeleteRepository action`,
      status: 400,
    });
  });
});

describe('resource tags', () => {
  test('are added, replaced, listed and removed', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr, { tags: [{ Key: 'team', Value: 'a' }] });
    const tags = [
      { Key: 'team', Value: 'b' },
      { Key: 'stage', Value: 'prod' },
    ];
    await ecr.send(new TagResourceCommand({ resourceArn: arn, tags }));
    const list = new ListTagsForResourceCommand({ resourceArn: arn });
    expect((await ecr.send(list)).tags).toEqual(tags);
    await ecr.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['team', 'nope'] }));
    expect((await ecr.send(list)).tags).toEqual(tags.slice(1));
  });

  test.each([
    [Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })), 'TooManyTagsException'],
    [[{ Key: 'k'.repeat(129), Value: '' }], 'InvalidTagParameterException'],
    [[{ Key: 'aws:mine', Value: '' }], 'InvalidTagParameterException'],
  ])('have limits (%#)', async (tags, name) => {
    const { ecr } = await startTestAws();
    expect((await refusal(createRepository(ecr, { tags }))).name).toBe(name);
  });

  test('are those of a repository that exists', async () => {
    const { ecr } = await startTestAws();
    const tagsOf = (resourceArn: string) =>
      refusal(ecr.send(new ListTagsForResourceCommand({ resourceArn })));
    expect((await tagsOf(arn)).name).toBe('RepositoryNotFoundException');
    expect((await tagsOf('arn:aws:s3:::bucket')).name).toBe('InvalidParameterException');
  });
});

describe('the registry', () => {
  test('describes itself', async () => {
    const { ecr } = await startTestAws({ accountId: '210987654321' });
    expect(await ecr.send(new DescribeRegistryCommand({}))).toMatchObject({
      registryId: '210987654321',
      replicationConfiguration: { rules: [] },
    });
  });

  test('hands out a token for 12 hours', async () => {
    const now = new Date('2026-11-21T12:00:00Z');
    const { ecr, aws } = await startTestAws({ now: () => now });
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const [token] = authorizationData ?? [];
    expect(Buffer.from(token?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:\S+$/);
    expect(token?.expiresAt).toEqual(new Date('2026-11-22T00:00:00Z'));
    expect(token?.proxyEndpoint).toBe(aws.endpoint);
  });
});
