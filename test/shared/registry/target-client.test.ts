import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientOfTarget, identifyTarget } from '../../../shared/registry/target-client.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';

const role = 'arn:aws:iam::210987654321:role/inventory';
const given = { AccessKeyId: 'key', SecretAccessKey: 'secret', SessionToken: 'session' };

/** An STS that answers this, and what it was asked. */
function stsAnswering(Credentials: object | undefined) {
  const asked: object[] = [];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sts = new STSClient({ region: 'eu-west-1', credentials });
  onTestFinished(() => sts.destroy());
  sts.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return { output: { $metadata: {}, Credentials }, response: {} } as never;
      },
    { step: 'initialize' },
  );
  return { sts, asked };
}

async function credentialsOf(sts: STSClient, externalId?: string) {
  const target = { account: '210987654321', region: 'us-east-1', role, externalId };
  const ecr = clientOfTarget(sts, target, {});
  onTestFinished(() => ecr.destroy());
  return ecr.config.credentials();
}

describe('the role of a target', () => {
  test('is taken in the name of ecr-steward, with what its trust policy asks for', async () => {
    const { sts, asked } = stsAnswering({ ...given, Expiration: new Date('2040-01-01') });
    expect(await credentialsOf(sts, 'outside')).toMatchObject({
      ...{ accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'session' },
      expiration: new Date('2040-01-01'),
    });
    expect(asked).toEqual([
      { RoleArn: role, ExternalId: 'outside', RoleSessionName: 'ecr-steward' },
    ]);
  });

  test('may be without an end', async () => {
    const credentials = await credentialsOf(stsAnswering(given).sts);
    expect(credentials.expiration).toBeUndefined();
  });

  test.each([
    undefined,
    { ...given, AccessKeyId: undefined },
    { ...given, SecretAccessKey: undefined },
    { ...given, SessionToken: undefined },
  ])('is not taken by %j', async (credentials) => {
    await expect(credentialsOf(stsAnswering(credentials).sts)).rejects.toThrow(role);
  });
});

describe('a target', () => {
  const ecr = ecrAnswering({ DescribeRegistry: () => ({ registryId: '123456789012' }) });
  const target = (account: string, of?: string) =>
    identifyTarget(ecr, { account, region: 'eu-west-1', role: of });

  test('is the registry that the client reads', async () => {
    expect(await target('123456789012')).toEqual({
      registryId: '123456789012',
      region: 'eu-west-1',
    });
  });

  test.each([undefined, role])('of another account cannot be read by %s', async (of) => {
    const read = target('210987654321', of);
    await expect(read).rejects.toMatchObject({ name: 'WrongAccountError' });
    const asIts = expect.stringContaining('as its role');
    await expect(read).rejects.toMatchObject({
      message: of ? expect.not.stringContaining('as its role') : asIts,
    });
  });

  test('that answers without an account is none', async () => {
    const nameless = ecrAnswering({ DescribeRegistry: () => ({}) });
    const read = identifyTarget(nameless, { account: '123456789012', region: 'eu-west-1' });
    await expect(read).rejects.toThrow('registryId');
  });
});
