import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../../shared/cache/credentials/problems.ts';
import { lookUpCredential } from '../../../../shared/cache/credentials/state.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const Name = 'ecr-pullthroughcache/hub';
const SecretString = '{"username":"somebody","accessToken":"not-to-be-seen"}';

async function withSecret(input: Partial<CreateSecretCommandInput> = { SecretString }) {
  const started = await startTestAws();
  const { ARN = '' } = await started.secretsManager.send(
    new CreateSecretCommand({ Name, ...input }),
  );
  return { ...started, arn: ARN };
}

describe('looking a secret up', () => {
  test('finds its ARN and its age by one call that reads no value', async () => {
    const { aws, secretsManager, arn } = await withSecret();
    const calls = recordCalls(aws);
    const found = await lookUpCredential(secretsManager, Name, { registry, maxAgeDays: 1 });
    expect(found).toEqual({ arn, lastChanged: expect.any(Date), problems: [], findings: [] });
    expect(calls).toEqual(['secretsmanager:DescribeSecret']);
  });

  test.each([
    [
      'another region',
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf',
      /is in the region us-east-1/,
    ],
    [
      'another account',
      'arn:aws:secretsmanager:eu-west-1:999999999999:secret:ecr-pullthroughcache/hub-AbCdEf',
      /is in the account 999999999999: ECR reads only/,
    ],
    ['another name', 'dockerhub-token', /ECR cannot read a secret with the name/],
  ])('refuses one of %s without a call', async (_, secret, text) => {
    const { aws, secretsManager } = await startTestAws();
    const calls = recordCalls(aws);
    const { findings } = await lookUpCredential(secretsManager, secret, { registry });
    expect(findings).toMatchObject([{ kind: 'unusable', text: expect.stringMatching(text) }]);
    expect(calls).toEqual([]);
  });

  test('tells one that is not there, and one that may not be looked up', async () => {
    const { aws, secretsManager } = await startTestAws();
    const missing = await lookUpCredential(secretsManager, Name);
    aws.faults.set([{ error: 'AccessDeniedException' }]);
    const denied = await lookUpCredential(secretsManager, Name);
    expect(missing.findings[0]).toMatchObject({
      kind: 'unusable',
      text: expect.stringMatching(/does not exist/),
    });
    expect(denied.findings[0]).toMatchObject({
      kind: 'unread',
      text: expect.stringMatching(/access denied: .*DescribeSecret/),
    });
  });

  test('tells one that is about to be deleted, and one without a value', async () => {
    const { secretsManager } = await withSecret({});
    await secretsManager.send(new DeleteSecretCommand({ SecretId: Name }));
    const { problems } = await lookUpCredential(secretsManager, Name);
    expect(problems).toEqual([
      expect.stringContaining(`aws secretsmanager restore-secret --secret-id ${Name}`),
      expect.stringContaining('has no current value'),
    ]);
  });
});

const described = {
  $metadata: {},
  Name,
  ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${Name}-AbCdEf`,
  LastChangedDate: new Date('2026-01-01'),
  VersionIdsToStages: { one: ['AWSCURRENT'] },
};
const now = new Date('2026-04-11');

describe('the key of a secret', () => {
  const key = 'key/1234abcd-12ab-34cd-56ef-1234567890ab';
  test.each([
    ['none named', undefined, []],
    ['the managed key by its alias', 'alias/aws/secretsmanager', []],
    [
      'the managed key by its ARN',
      'arn:aws:kms:eu-west-1:123456789012:alias/aws/secretsmanager',
      [],
    ],
    ['another alias', 'alias/ours', ['unusable']],
    ['an alias that only looks managed', 'alias/not/alias/aws/secretsmanager', ['unusable']],
    ['a key of another account', `arn:aws:kms:eu-west-1:999999999999:${key}`, ['unusable']],
    [
      'a key id, which may be the managed one',
      `arn:aws:kms:eu-west-1:123456789012:${key}`,
      ['doubt'],
    ],
  ])('%s', (_, KmsKeyId, kinds) => {
    const problems = problemsOf({ ...described, KmsKeyId }, { now });
    expect(problems.map(({ kind }) => kind)).toEqual(kinds);
  });
});

test.each([
  [
    'a rotation that did not run',
    { RotationEnabled: true, NextRotationDate: new Date('2026-04-01') },
    {},
    /rotation of .* was due on 2026-04-01/,
  ],
  [
    'an age over what is allowed',
    {},
    { maxAgeDays: 90 },
    /last changed 100 days ago, and 90 are allowed/,
  ],
])('%s is due, not unusable', (_, secret, expected, text) => {
  const problems = problemsOf({ ...described, ...secret }, { now, ...expected });
  expect(problems).toMatchObject([{ kind: 'due', text: expect.stringMatching(text) }]);
});

test('a rotation to come and an age within what is allowed are no problem', () => {
  const secret = { ...described, RotationEnabled: true, NextRotationDate: new Date('2026-05-01') };
  expect(problemsOf(secret, { now, maxAgeDays: 100 })).toEqual([]);
});
