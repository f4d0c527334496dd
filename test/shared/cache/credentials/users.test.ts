import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { loginDiagnosis } from '../../../../shared/cache/credentials/login-diagnosis.ts';
import { loginsOf } from '../../../../shared/cache/credentials/logins.ts';
import { DeletedSecretError, storeCredential } from '../../../../shared/cache/credentials/store.ts';
import {
  credentialOf,
  NoCredentialError,
  tryUsers,
} from '../../../../shared/cache/credentials/users.ts';
import { validateRule, validateRules } from '../../../../shared/cache/credentials/validate.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { startTestAws, type TestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';

const name = 'ecr-pullthroughcache/hub';
const login = { username: 'somebody', accessToken: 'not-to-be-seen' };
const SecretString = JSON.stringify(login);

const declaring = (...rules: string[]) =>
  parseRegistryConfig(`pullThroughCache: {rules: [${rules}]}`).pullThroughCache.rules;

/** The rules hub, with a secret of that name, and quay without one. */
async function started(): Promise<TestAws & { arn: string }> {
  const aws = await startTestAws();
  const input = { Name: name, SecretString };
  const { ARN: arn = '' } = await aws.secretsManager.send(new CreateSecretCommand(input));
  await putRule(aws, 'hub', 'registry-1.docker.io', arn);
  await putRule(aws, 'quay', 'quay.io');
  return { ...aws, arn };
}

async function putRule({ ecr }: TestAws, ecrRepositoryPrefix: string, url: string, arn?: string) {
  const input = { ecrRepositoryPrefix, upstreamRegistryUrl: url };
  await ecr.send(
    new CreatePullThroughCacheRuleCommand({ ...input, ...(arn && { credentialArn: arn }) }),
  );
}

describe('the secret of a rule', () => {
  const rules = declaring(
    `{prefix: hub, upstream: docker-hub, credential: ${name}}`,
    '{prefix: quay, upstream: quay}',
    '{prefix: k8s, upstream: k8s}',
  );

  test.each(['hub', 'hub/'])('%s', (prefix) => {
    expect(credentialOf(rules, prefix)).toBe(name);
  });

  test.each([
    ['other', /hub, quay, k8s/],
    ['quay', /credential: ecr-pullthroughcache\/quay$/],
    ['k8s', /takes none/],
  ])('%s is none', (prefix, message) => {
    expect(() => credentialOf(rules, prefix)).toThrow(NoCredentialError);
    expect(() => credentialOf(rules, prefix)).toThrow(message);
  });

  test('is none where there is no rule', () => {
    expect(() => credentialOf([], 'hub')).toThrow(/: it has none$/);
  });
});

describe('who uses a secret', () => {
  test('is tried where the registry has it so, and else waits for an apply', async () => {
    const { ecr, arn } = await started();
    const rules = declaring(
      `{prefix: hub/, upstream: docker-hub, credential: ${name}}`,
      `{prefix: quay, upstream: quay, credential: ${name}}`,
      '{prefix: other, upstream: quay, credential: ecr-pullthroughcache/other}',
    );
    expect(await tryUsers(ecr, rules, { name, arn })).toMatchObject([
      { prefix: 'hub', valid: true },
      { prefix: 'quay', valid: 'pending' },
    ]);
    expect(await tryUsers(ecr, rules, { name: 'x', arn: 'y' })).toEqual([]);
  });
});

describe('the logins', () => {
  test('of all rules with a credential are tried', async () => {
    const { ecr } = await started();
    expect([...(await loginsOf(ecr))]).toEqual([['hub', { valid: true }]]);
  });

  test('of the rules of one secret, however it is named', async () => {
    const clients = await started();
    const { arn } = clients;
    const prefixes = async (secret?: string) =>
      (await validateRules(clients, secret === undefined ? {} : { secret })).map(
        ({ prefix }) => prefix,
      );
    expect(await prefixes()).toEqual(['hub']);
    for (const secret of [name, arn, arn.slice(0, -7)])
      expect(await prefixes(secret)).toEqual(['hub']);
    for (const secret of ['hub', 'ecr-pullthroughcache/hu', `${name}-other`]) {
      expect(await prefixes(secret)).toEqual([]);
    }
  });

  test('that work say what of the secret is due, by the age that the rule allows', async () => {
    const clients = await startTestAws({ now: () => new Date(Date.now() - 10 * 86_400_000) });
    const input = { Name: name, SecretString };
    const { ARN = '' } = await clients.secretsManager.send(new CreateSecretCommand(input));
    await putRule(clients, 'hub', 'registry-1.docker.io', ARN);
    const allowing = (days: number) =>
      declaring(
        '{prefix: quay, upstream: quay, credential: ecr-pullthroughcache/q, credentialMaxAgeDays: 1}',
        `{prefix: hub/, upstream: docker-hub, credential: ${name}, credentialMaxAgeDays: ${days}}`,
      );
    const due = await validateRules(clients, { declared: allowing(9) });
    expect(due).toEqual([{ prefix: 'hub', valid: true, due: [expect.any(String)] }]);
    const fine = await validateRules(clients, { declared: allowing(10) });
    expect(fine).toEqual([{ prefix: 'hub', valid: true }]);
  });

  test('that work without their secret being seen say so', async () => {
    const clients = await started();
    clients.aws.faults.set([
      { operations: ['secretsmanager:DescribeSecret'], error: 'AccessDeniedException' },
    ]);
    expect(await validateRules(clients)).toEqual([
      { prefix: 'hub', valid: true, isSecretUnseen: true },
    ]);
  });

  test('that fail have what the secret shows as their causes', async () => {
    const clients = await started();
    await clients.secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
    const [rule] = await validateRules(clients);
    expect(rule).toMatchObject({
      valid: false,
      causes: [expect.stringContaining('restore-secret')],
    });
    expect(rule).not.toHaveProperty('due');
  });

  test('that cannot be tried are unknown', async () => {
    const { aws, ecr } = await started();
    aws.faults.set([{ error: 'AccessDeniedException' }]);
    expect(await validateRule(ecr, 'hub')).toMatchObject({ valid: 'unknown' });
  });
});

describe('the cause of failed pulls', () => {
  const rule = (more: object = {}) => ({
    ecrRepositoryPrefix: 'hub',
    upstreamRegistryUrl: 'registry-1.docker.io',
    ...more,
  });

  test('is no login that works, and none where there is none', async () => {
    const { arn, ...clients } = await started();
    const calls = recordCalls(clients.aws);
    expect(await loginDiagnosis(clients, rule())).toBeUndefined();
    expect(calls).toEqual([]);
    expect(await loginDiagnosis(clients, rule({ credentialArn: arn }))).toBeUndefined();
    expect(calls).toHaveLength(1);
  });

  test('is a dead token, whose secret shows nothing', async () => {
    const { arn, ...clients } = await started();
    const dead = { SecretId: arn, SecretString: 'bare' };
    await clients.secretsManager.send(new PutSecretValueCommand(dead));
    expect(await loginDiagnosis(clients, rule({ credentialArn: arn }))).toMatchObject({
      remedy: expect.stringContaining('credential set hub'),
    });
  });

  test('is not known where the login cannot be tried', async () => {
    const { arn, ...clients } = await started();
    clients.aws.faults.set([{ error: 'AccessDeniedException' }]);
    expect(await loginDiagnosis(clients, rule({ credentialArn: arn }))).toBeUndefined();
  });
});

describe('a login that is stored', () => {
  test('makes the secret, and then only changes its value', async () => {
    const { secretsManager } = await startTestAws();
    const first = await storeCredential(secretsManager, name, login);
    expect(first).toEqual({ arn: expect.stringContaining(name), outcome: 'created' });
    const second = await storeCredential(secretsManager, name, login);
    expect(second).toEqual({ arn: first.arn, outcome: 'updated' });
  });

  test('brings the secret under the managed key', async () => {
    const KmsKeyId = 'alias/ours';
    const { secretsManager } = await startTestAws();
    const input = { Name: name, SecretString, KmsKeyId };
    const { ARN: arn } = await secretsManager.send(new CreateSecretCommand(input));
    const stored = await storeCredential(secretsManager, name, login);
    expect(stored).toEqual({ arn, outcome: 'updated', formerKey: KmsKeyId });
    const found = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    expect(found.KmsKeyId).toBe('alias/aws/secretsmanager');
    expect(await storeCredential(secretsManager, name, login)).not.toHaveProperty('formerKey');
  });

  test('does not bring back a secret that is about to go, unless it is asked to', async () => {
    const { secretsManager, arn } = await started();
    await secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
    await expect(storeCredential(secretsManager, name, login)).rejects.toThrow(DeletedSecretError);
    const restored = await storeCredential(secretsManager, name, login, { restore: true });
    expect(restored).toEqual({ arn, outcome: 'restored' });
    const again = await storeCredential(secretsManager, name, login, { restore: true });
    expect(again).toEqual({ arn, outcome: 'updated' });
  });

  test('passes on whatever else goes wrong', async () => {
    const { aws, secretsManager } = await started();
    aws.faults.set([
      { operations: ['secretsmanager:DescribeSecret'], error: 'InternalServiceError' },
    ]);
    await expect(storeCredential(secretsManager, name, login)).rejects.toThrow();
    aws.faults.set([
      { operations: ['secretsmanager:CreateSecret'], error: 'LimitExceededException' },
    ]);
    await expect(storeCredential(secretsManager, 'ecr-pullthroughcache/x', login)).rejects.toThrow(
      /LimitExceeded/,
    );
  });
});
