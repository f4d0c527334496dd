import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { beforeEach, expect, test } from 'vitest';
import { startAccount } from './account.ts';
import { bareEnvironment, checkout, collect, command, fileWith } from './run.ts';

/** What is secret is asked for on a terminal, and not shown there. */

beforeEach((context) => {
  context.skip(spawnSync('python3', ['-c', 'import pty']).status !== 0, 'no python3');
});

/** The command on a terminal on which somebody types `answer` where it is asked for. */
function onTerminal(answer: string, args: readonly string[], env: Record<string, string>) {
  const terminal = fileURLToPath(new URL('terminal.py', import.meta.url));
  const child = spawn('python3', [terminal, `${answer}\n`, process.execPath, command, ...args], {
    env: { ...bareEnvironment(), TERM: 'xterm', ...env, PROMPT: '(not shown):' },
    cwd: checkout,
  });
  return collect(child);
}

test('the code of a profile, once', async () => {
  await using account = await startAccount();
  const profiles = `[profile base]
aws_access_key_id = a
aws_secret_access_key = b
[profile prod]
role_arn = arn:aws:iam::123456789012:role/Reader
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/anna
`;
  const env = {
    AWS_ENDPOINT_URL: account.aws.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: fileWith(profiles),
  };
  const args = ['plan', '--profile', 'prod', '-c', fileWith('{}')];
  const { stdout, code } = await onTerminal('987654', args, env);
  expect(stdout.match(/MFA code of/g)).toHaveLength(1);
  expect(stdout).not.toContain('987654');
  expect(stdout).not.toContain('error');
  expect(code).not.toBe(1);
});

test('the token of an upstream', async () => {
  await using account = await startAccount();
  const token = 'dckr_pat_not-to-be-seen';
  const SecretId = 'ecr-pullthroughcache/hub';
  const config = fileWith(
    `pullThroughCache: {rules: [{prefix: docker.io, upstream: docker-hub, credential: ${SecretId}}]}`,
  );
  const args = ['credential', 'set', 'docker.io', '-c', config, '--username', 'somebody'];
  const { stdout, code } = await onTerminal(token, args, account.env);
  expect(stdout).toContain('created');
  expect(stdout).not.toContain(token);
  const stored = await account.secretsManager.send(new GetSecretValueCommand({ SecretId }));
  expect(JSON.parse(stored.SecretString ?? '')).toMatchObject({ accessToken: token });
  expect(code).toBe(0);
});
