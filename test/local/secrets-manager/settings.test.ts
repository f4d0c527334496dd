import {
  BatchGetSecretValueCommand,
  type BatchGetSecretValueCommandInput,
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  type GetRandomPasswordCommandInput,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
  ValidateResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { refusal, startTestAws } from '../start.ts';

const SecretId = 'ecr-pullthroughcache/hub';

async function startWithSecret() {
  const { secretsManager: client } = await startTestAws();
  const secret = { Name: SecretId, SecretString: 'first', Tags: [{ Key: 'k', Value: 'v' }] };
  const { VersionId } = await client.send(new CreateSecretCommand(secret));
  const described = () => client.send(new DescribeSecretCommand({ SecretId }));
  return { client, first: VersionId, described };
}

test('a secret is tagged and untagged', async () => {
  const { client, described } = await startWithSecret();
  const Tags = [
    { Key: 'k', Value: 'w' },
    { Key: 'a', Value: '' },
  ];
  await client.send(new TagResourceCommand({ SecretId, Tags }));
  expect((await described()).Tags).toEqual(Tags);
  await client.send(new UntagResourceCommand({ SecretId, TagKeys: ['k', 'nope'] }));
  expect((await described()).Tags).toEqual([{ Key: 'a', Value: '' }]);
  const many = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: 'v' }));
  const refused = await refusal(client.send(new TagResourceCommand({ SecretId, Tags: many })));
  expect(refused.name).toBe('InvalidParameterException');
});

test('a label moves from version to version, and never by itself', async () => {
  const { client, first } = await startWithSecret();
  const { VersionId: second } = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString: 'second' }),
  );
  const move = (RemoveFromVersionId?: string, MoveToVersionId?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        ...{ SecretId, VersionStage: 'AWSCURRENT' },
        ...{ RemoveFromVersionId, MoveToVersionId },
      }),
    );
  expect((await refusal(move(undefined, first))).message).toContain(second);
  expect((await refusal(move(first, first))).name).toBe('InvalidParameterException');
  expect((await refusal(move(second))).name).toBe('InvalidParameterException');
  await move(second, first);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  expect(SecretString).toBe('first');
  const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
  expect(Versions).toMatchObject([
    { VersionId: first, VersionStages: ['AWSCURRENT'] },
    { VersionId: second, VersionStages: ['AWSPREVIOUS'] },
  ]);
});

test('values are read in batches, and missing ones are reported beside them', async () => {
  const { client } = await startWithSecret();
  const ask = (input: BatchGetSecretValueCommandInput) =>
    client.send(new BatchGetSecretValueCommand(input));
  expect(await ask({ SecretIdList: [SecretId, 'nope'] })).toMatchObject({
    SecretValues: [{ Name: SecretId, SecretString: 'first', VersionStages: ['AWSCURRENT'] }],
    Errors: [{ SecretId: 'nope', ErrorCode: 'ResourceNotFoundException' }],
  });
  const Filters = [{ Key: 'name' as const, Values: ['ecr-'] }];
  expect((await ask({ Filters })).SecretValues).toHaveLength(1);
  for (const wrong of [{}, { Filters, SecretIdList: [SecretId] }]) {
    expect((await refusal(ask(wrong))).name).toBe('InvalidParameterException');
  }
});

test('rotation needs a function, which cannot be called here', async () => {
  const { client, described } = await startWithSecret();
  const rotate = (input: object) => client.send(new RotateSecretCommand({ SecretId, ...input }));
  const none = await refusal(rotate({}));
  expect(none.message).toBe('No Lambda rotation function ARN is associated with this secret.');
  const RotationLambdaARN = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate';
  const RotationRules = { AutomaticallyAfterDays: 7 };
  expect((await refusal(rotate({ RotationLambdaARN }))).name).toBe('AccessDeniedException');
  expect(await described()).not.toHaveProperty('RotationEnabled');
  const both = { AutomaticallyAfterDays: 7, ScheduleExpression: 'rate(7 days)' };
  const twice = await refusal(rotate({ RotationLambdaARN, RotationRules: both }));
  expect(twice.name).toBe('InvalidParameterException');
  await rotate({ RotationLambdaARN, RotationRules, RotateImmediately: false });
  expect(await described()).toMatchObject({
    ...{ RotationEnabled: true, RotationLambdaARN, RotationRules },
    NextRotationDate: expect.any(Date),
  });
  await client.send(new CancelRotateSecretCommand({ SecretId }));
  expect(await described()).toMatchObject({ RotationEnabled: false });
});

test('a resource policy is put, read, checked and deleted', async () => {
  const { client } = await startWithSecret();
  const policyOf = (Principal: unknown) =>
    JSON.stringify({
      Statement: { Effect: 'Allow', Principal, Action: 'secretsmanager:*', Resource: '*' },
    });
  const put = (ResourcePolicy: string, BlockPublicPolicy = false) =>
    client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy, BlockPublicPolicy }));
  const get = async () =>
    (await client.send(new GetResourcePolicyCommand({ SecretId }))).ResourcePolicy;
  expect(await get()).toBeUndefined();
  expect((await refusal(put('{}'))).name).toBe('MalformedPolicyDocumentException');
  expect((await refusal(put(policyOf('*'), true))).name).toBe('PublicPolicyException');
  const good = policyOf({ AWS: '111122223333' });
  await put(good, true);
  expect(await get()).toBe(good);
  for (const [ResourcePolicy, PolicyValidationPassed] of [
    [good, true] as const,
    ['x', false] as const,
  ]) {
    const check = new ValidateResourcePolicyCommand({ ResourcePolicy });
    expect(await client.send(check)).toMatchObject({ PolicyValidationPassed });
  }
  await client.send(new DeleteResourcePolicyCommand({ SecretId }));
  expect(await get()).toBeUndefined();
});

describe('a random password', () => {
  const asked = async (input: GetRandomPasswordCommandInput) => {
    const { secretsManager } = await startTestAws();
    const { RandomPassword = '' } = await secretsManager.send(new GetRandomPasswordCommand(input));
    return RandomPassword;
  };

  test('has one of each kind, in the length that is asked for', async () => {
    expect(await asked({})).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^a-zA-Z\d\s])[!-~]{32}$/);
    const short = await asked({ PasswordLength: 5, IncludeSpace: true });
    expect(short).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^a-zA-Z\d\s])(?=.* ).{5}$/);
    const digits = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true };
    expect(await asked({ ...digits, ExcludeCharacters: '012345678' })).toBe('9'.repeat(32));
  });

  test('is refused when none is possible', async () => {
    const letters = { ExcludeNumbers: true, ExcludePunctuation: true, ExcludeUppercase: true };
    for (const wish of [
      { PasswordLength: 3 },
      { ...letters, ExcludeLowercase: true },
      { ExcludeCharacters: '0123456789' },
    ]) {
      expect((await refusal(asked(wish))).name).toBe('InvalidParameterException');
    }
  });
});
