import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import {
  shapesOfCredentials,
  UnreadCredentialError,
} from '../../../../shared/cache/credentials/value.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';

const secret = 'ecr-pullthroughcache/hub';
const rules = `[{prefix: hub, upstream: docker-hub, credential: ${secret}}, {prefix: quay, upstream: quay, credential: ${secret}}]`;
const declared = (validate = ', validate: deep') =>
  parseRegistryConfig(`pullThroughCache: {rules: ${rules}${validate}}`).pullThroughCache;

const all = { isJson: true, hasUsername: true, hasAccessToken: true };
const none = { isJson: true, hasUsername: false, hasAccessToken: false };

test.each<[string, object]>([
  ['{"username":"a","accessToken":"b"}', all],
  ['{"username":"","accessToken":"b"}', { ...all, hasUsername: false }],
  ['{"username":"a","accessToken":7}', { ...all, hasAccessToken: false }],
  ['{}', none],
  ['a bare token', { ...none, isJson: false }],
  ['[]', { ...none, isJson: false }],
  ['null', { ...none, isJson: false }],
  ['"a"', { ...none, isJson: false }],
])('%s is read once, and told by its shape alone', async (SecretString, shape) => {
  const { aws, secretsManager } = await startTestAws();
  await secretsManager.send(new CreateSecretCommand({ Name: secret, SecretString }));
  const calls = recordCalls(aws);
  expect(await shapesOfCredentials(secretsManager, declared())).toEqual([{ secret, ...shape }]);
  expect(calls).toEqual(['secretsmanager:GetSecretValue']);
});

test('nothing is read unless it is asked for', async () => {
  const { aws, secretsManager } = await startTestAws();
  const calls = recordCalls(aws);
  expect(await shapesOfCredentials(secretsManager, declared(''))).toEqual([]);
  expect(calls).toEqual([]);
});

test('a secret that is not there is told, one that cannot be read for now is tried again', async () => {
  const { aws, secretsManager } = await startTestAws();
  expect(await shapesOfCredentials(secretsManager, declared())).toEqual([
    { secret, unreadable: 'ResourceNotFoundException' },
  ]);
  aws.faults.set([{ error: 'InternalServiceError', status: 500 }]);
  await expect(shapesOfCredentials(secretsManager, declared())).rejects.toThrow(
    UnreadCredentialError,
  );
});
