import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { refusal, startTestAws } from '../start.ts';

const Name = 'ecr-pullthroughcache/hub';

const create = (client: SecretsManagerClient, settings = {}) =>
  client.send(new CreateSecretCommand({ Name, SecretString: 'one', ...settings }));

const readValue = (client: SecretsManagerClient, settings = {}) =>
  client.send(new GetSecretValueCommand({ SecretId: Name, ...settings }));

const put = (client: SecretsManagerClient, SecretString: string, settings = {}) =>
  client.send(new PutSecretValueCommand({ SecretId: Name, SecretString, ...settings }));

const describeSecret = (client: SecretsManagerClient, SecretId = Name) =>
  client.send(new DescribeSecretCommand({ SecretId }));

describe('a secret', () => {
  test('is found by name, by ARN and by ARN without its suffix', async () => {
    const { secretsManager } = await startTestAws();
    const { ARN = '' } = await create(secretsManager);
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache\/hub-[A-Za-z0-9]{6}$/,
    );
    for (const SecretId of [Name, ARN, ARN.slice(0, -7)]) {
      expect(await readValue(secretsManager, { SecretId })).toMatchObject({
        ARN,
        SecretString: 'one',
      });
    }
    const stranger = readValue(secretsManager, { SecretId: `${ARN.slice(0, -6)}zzzzzz` });
    expect((await refusal(stranger)).name).toBe('ResourceNotFoundException');
  });

  test('is described without its value, and without a key when AWS manages it', async () => {
    const { secretsManager } = await startTestAws();
    const { ARN, VersionId = '' } = await create(secretsManager, {
      Description: 'Docker Hub',
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    const { $metadata: _, ...described } = await describeSecret(secretsManager);
    expect(described).toEqual({
      ARN,
      Name,
      Description: 'Docker Hub',
      Tags: [{ Key: 'team', Value: 'a' }],
      CreatedDate: expect.any(Date),
      LastChangedDate: expect.any(Date),
      VersionIdsToStages: { [VersionId]: ['AWSCURRENT'] },
    });
  });

  test('keeps its previous value under a stage of its own', async () => {
    const { secretsManager } = await startTestAws();
    const { VersionId: first } = await create(secretsManager);
    await put(secretsManager, 'two');
    const { VersionId: third = '' } = await put(secretsManager, 'three');
    expect((await readValue(secretsManager)).SecretString).toBe('three');
    const previous = await readValue(secretsManager, { VersionStage: 'AWSPREVIOUS' });
    expect(previous.SecretString).toBe('two');
    expect(await readValue(secretsManager, { VersionId: third })).toMatchObject({
      SecretString: 'three',
    });
    const forgotten = await refusal(readValue(secretsManager, { VersionId: first }));
    expect(forgotten.message).toBe(
      `Secrets Manager can't find the specified secret value for VersionId: ${first}`,
    );
  });

  test('takes a value for a stage that is not current', async () => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    await put(secretsManager, 'next', { VersionStages: ['AWSPENDING'] });
    expect((await readValue(secretsManager)).SecretString).toBe('one');
    const pending = await readValue(secretsManager, { VersionStage: 'AWSPENDING' });
    expect(pending.SecretString).toBe('next');
  });

  test('has its first value as the current one, whatever the stage', async () => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager, { SecretString: undefined });
    expect(await describeSecret(secretsManager)).not.toHaveProperty('VersionIdsToStages');
    const first = await put(secretsManager, 'one', { VersionStages: ['AWSPENDING'] });
    expect(first.VersionStages).toEqual(['AWSPENDING', 'AWSCURRENT']);
    expect((await readValue(secretsManager)).SecretString).toBe('one');
    const VersionId = first.VersionId;
    const mismatch = readValue(secretsManager, { VersionId, VersionStage: 'AWSPREVIOUS' });
    expect((await refusal(mismatch)).message).toMatch(/VersionStage that is not associated/);
  });

  test('is refused with replica regions', async () => {
    const { secretsManager } = await startTestAws();
    const AddReplicaRegions = [{ Region: 'us-west-2' }];
    const refused = await refusal(create(secretsManager, { AddReplicaRegions }));
    expect(refused.message).toBe('The local AWS does not replicate secrets to other regions.');
    expect((await refusal(describeSecret(secretsManager))).name).toBe('ResourceNotFoundException');
  });

  test('changes once per request token', async () => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    const ClientRequestToken = 'a'.repeat(32);
    const once = await put(secretsManager, 'two', { ClientRequestToken });
    expect(await put(secretsManager, 'two', { ClientRequestToken })).toMatchObject({
      VersionId: once.VersionId,
    });
    const other = await refusal(put(secretsManager, 'three', { ClientRequestToken }));
    expect(other.name).toBe('ResourceExistsException');
  });

  test('updates its description and value', async () => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    await secretsManager.send(
      new UpdateSecretCommand({ SecretId: Name, Description: 'new', SecretString: 'two' }),
    );
    expect((await describeSecret(secretsManager)).Description).toBe('new');
    expect((await readValue(secretsManager)).SecretString).toBe('two');
  });

  test('may be bytes', async () => {
    const { secretsManager } = await startTestAws();
    const SecretBinary = new Uint8Array([0, 1, 254, 255]);
    await create(secretsManager, { SecretString: undefined, SecretBinary });
    expect((await readValue(secretsManager)).SecretBinary).toEqual(SecretBinary);
  });
});

describe('invalid requests are refused', () => {
  test.each([
    [
      'a name twice',
      { Name },
      'ResourceExistsException',
      `The operation failed because the secret ${Name} already exists.`,
    ],
    ['a strange name', { Name: 'a b' }, 'InvalidParameterException', /^Invalid name/],
    [
      'two values',
      { Name: 'x', SecretBinary: new Uint8Array([1]) },
      'InvalidParameterException',
      /both/,
    ],
    [
      'no name',
      { Name: '' },
      'ValidationException',
      "1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])('%s', async (_what, settings, name, message) => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    const refused = await refusal(create(secretsManager, settings));
    expect(refused.name).toBe(name);
    expect(refused.message).toMatch(message);
  });

  test('a value that is too long, without quoting it', async () => {
    const { secretsManager } = await startTestAws();
    const refused = await refusal(create(secretsManager, { SecretString: 'x'.repeat(65_537) }));
    expect(refused.message).toBe(
      "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    );
  });

  test('a secret that is missing', async () => {
    const { secretsManager } = await startTestAws();
    expect(await refusal(describeSecret(secretsManager))).toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      status: 400,
    });
  });
});

describe('deletion', () => {
  const remove = (client: SecretsManagerClient, settings = {}) =>
    client.send(new DeleteSecretCommand({ SecretId: Name, ...settings }));

  test('leaves a window in which the value cannot be read but is restored', async () => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    await remove(secretsManager, { RecoveryWindowInDays: 7 });
    expect((await describeSecret(secretsManager)).DeletedDate).toBeInstanceOf(Date);
    expect(await refusal(readValue(secretsManager))).toMatchObject({
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
    });
    expect((await refusal(create(secretsManager))).name).toBe('InvalidRequestException');
    await secretsManager.send(new RestoreSecretCommand({ SecretId: Name }));
    expect((await readValue(secretsManager)).SecretString).toBe('one');
  });

  test('is done when the window is over', async () => {
    let now = new Date('2026-11-01T00:00:00Z');
    const { secretsManager } = await startTestAws({ now: () => now });
    await create(secretsManager);
    const { DeletionDate } = await remove(secretsManager);
    expect(DeletionDate).toEqual(new Date('2026-12-01T00:00:00Z'));
    now = new Date('2026-12-01T00:00:00Z');
    expect((await refusal(describeSecret(secretsManager))).name).toBe('ResourceNotFoundException');
    await create(secretsManager);
  });

  test('is done at once by force, whether the secret exists or not', async () => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    const ForceDeleteWithoutRecovery = true;
    await remove(secretsManager, { ForceDeleteWithoutRecovery });
    await remove(secretsManager, { ForceDeleteWithoutRecovery });
    expect((await refusal(describeSecret(secretsManager))).name).toBe('ResourceNotFoundException');
  });

  test.each([
    { RecoveryWindowInDays: 6 },
    { RecoveryWindowInDays: 31 },
    { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
  ])('is refused with %j', async (settings) => {
    const { secretsManager } = await startTestAws();
    await create(secretsManager);
    const refused = await refusal(remove(secretsManager, settings));
    expect(refused.name).toBe('InvalidParameterException');
  });
});
