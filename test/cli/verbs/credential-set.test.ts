import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { createSecret, startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli } from '../run.ts';

const Name = 'ecr-pullthroughcache/hub';
const config = fileWith(`
pullThroughCache:
  rules:
    - {prefix: docker.io, upstream: docker-hub, credential: ${Name}}
    - {prefix: team, upstream: docker-hub, credential: ${Name}, upstreamRepositoryPrefix: team}
    - {prefix: quay.io, upstream: quay}
    - {prefix: k8s, upstream: k8s}
`);
const token = 'dckr_pat_not-to-be-seen';
const args = ['credential', 'set', 'docker.io', '-c', config, '--username', 'somebody'];

async function storedIn(client: SecretsManagerClient): Promise<unknown> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: Name }));
  return JSON.parse(SecretString);
}

type Account = Awaited<ReturnType<typeof startAccount>>;

/** The secret, and the rule docker.io that uses it. */
async function withRule({ ecr, secretsManager }: Account): Promise<void> {
  await createSecret(secretsManager, Name);
  const { ARN } = await secretsManager.send(new DescribeSecretCommand({ SecretId: Name }));
  const rule = { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand({ ...rule, credentialArn: ARN }));
}

describe('credential set', () => {
  test('creates the secret of a rule and says which rules are to use it', async () => {
    await using account = await startAccount();
    const run = await runCli([...args, '--json'], { env: account.env, input: `${token}\n` });
    const pending = { valid: 'pending', failure: expect.stringContaining('npx ecr-steward apply') };
    expect(jsonOf(run)).toEqual({
      secret: Name,
      arn: expect.stringMatching(/:secret:ecr-pullthroughcache\/hub-\w{6}$/),
      outcome: 'created',
      rules: [
        { prefix: 'docker.io', ...pending },
        { prefix: 'team', ...pending },
      ],
    });
    expect(await storedIn(account.secretsManager)).toEqual({
      username: 'somebody',
      accessToken: token,
    });
    expect({ stderr: run.stderr, code: run.code }).toEqual({ stderr: '', code: 0 });
  });

  test('updates it, and tries the rules that use it', async () => {
    await using account = await startAccount();
    await withRule(account);
    const { stdout, code } = await runCli(args, { env: account.env, input: token });
    expect(stdout).toMatch(/^updated ecr-pullthroughcache\/hub$/m);
    expect(stdout).toMatch(/^ +arn:aws:secretsmanager:\S+hub-\w{6}$/m);
    expect(stdout).toMatch(/^valid +docker\.io: ECR has logged in with it$/m);
    expect(stdout).toMatch(/^not in use team: /m);
    expect(await storedIn(account.secretsManager)).toMatchObject({ accessToken: token });
    expect(code).toBe(0);
  });

  test('puts a secret back under the managed key', async () => {
    await using account = await startAccount();
    const { secretsManager, env } = account;
    const input = { Name, SecretString: 'x', KmsKeyId: 'alias/ours' };
    await secretsManager.send(new CreateSecretCommand(input));
    const { stdout } = await runCli(args, { env, input: token });
    const { KmsKeyId } = await secretsManager.send(new DescribeSecretCommand({ SecretId: Name }));
    expect(stdout).toContain('its key is now aws/secretsmanager; it was alias/ours');
    expect(KmsKeyId).toBe('alias/aws/secretsmanager');
  });

  test('offers to restore a secret that is about to be deleted', async () => {
    await using account = await startAccount();
    const { secretsManager, env } = account;
    await createSecret(secretsManager, Name);
    await secretsManager.send(new DeleteSecretCommand({ SecretId: Name }));
    const refused = await runCli(args, { env, input: token });
    expect(refused.stderr).toMatch(/^error: .* is scheduled for deletion: add --restore .*\n$/);
    const restored = await runCli([...args, '--restore', '--json'], { env, input: token });
    expect([refused.code, restored.code]).toEqual([1, 0]);
    expect(jsonOf(restored)).toMatchObject({ outcome: 'restored' });
    expect(await storedIn(secretsManager)).toMatchObject({ accessToken: token });
  });

  test('is an error when ECR cannot log in with what was written', async () => {
    await using account = await startAccount();
    await withRule(account);
    const failure = 'The upstream does not know the token.';
    await using endpoint = await refusing(account.env.AWS_ENDPOINT_URL ?? '', failure);
    const env = { ...account.env, AWS_ENDPOINT_URL: endpoint.url };
    const { stdout, stderr, code } = await runCli(args, { env, input: token });
    expect(stdout).toContain(`invalid docker.io: ${failure.slice(0, -1)}`);
    expect(stderr).toBe('error: ECR cannot log in with the new value: docker.io\n');
    expect(code).toBe(1);
  });

  test('says so when ECR does not say whether the login works', async () => {
    await using account = await startAccount();
    await withRule(account);
    const operations = ['ecr:ValidatePullThroughCacheRule'];
    account.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const { stdout, code } = await runCli(args, { env: account.env, input: token });
    expect(stdout).toMatch(/^unknown docker\.io: could not be validated: access denied: /m);
    expect(code).toBe(0);
  });

  test('shows the value to nobody but Secrets Manager', async () => {
    await using account = await startAccount();
    await withRule(account);
    const seen: unknown[] = [];
    account.aws.bus.subscribe((event) => void seen.push(event));
    account.aws.onExchange(({ operation, input, output, error }) => {
      seen.push(output, error, operation === 'PutSecretValue' ? undefined : input);
    });
    const runs = [[], ['--json'], ['--debug']].map((more) =>
      runCli([...args, ...more], { env: account.env, input: token }),
    );
    const results = await Promise.all(runs);
    const put = { operations: ['secretsmanager:PutSecretValue'], error: 'EncryptionFailure' };
    account.aws.faults.set([put]);
    results.push(await runCli([...args, '--debug'], { env: account.env, input: token }));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 1]);
    expect(JSON.stringify(seen)).toContain('PutSecretValue');
    expect(JSON.stringify([seen, results, account.aws.snapshot()])).not.toContain(token);
  });

  test.each([
    [
      'an unknown prefix',
      ['nope'],
      token,
      /has no rule nope: it has docker\.io, team, quay\.io, k8s/,
    ],
    [
      'a rule without credential',
      ['quay.io'],
      token,
      /quay\.io has no credential in registry\.yml: /,
    ],
    ['an upstream that takes none', ['k8s'], token, /the rule k8s needs no credential: k8s takes/],
    ['an empty token', ['docker.io', '--username', 'me'], '\n', /the access token is empty: /],
    ['two lines', ['docker.io', '--username', 'me'], `${token}\n${token}`, /contains a line break/],
    [
      'a space',
      ['docker.io', '--username', 'me'],
      `${token} `,
      /contains a space or a control character/,
    ],
    ['JSON', ['docker.io', '--username', 'me'], `{"accessToken":"${token}"}`, /looks like JSON: /],
    ['no user name', ['docker.io'], token, /no terminal to ask on: give --username NAME/],
    [
      'a user name of two words',
      ['docker.io', '--username', 'a b'],
      token,
      /user name contains a space/,
    ],
    ['a token as an argument', ['docker.io', token], '', /too many arguments: a token is piped/],
    ['a token as an option', ['docker.io', `--token=${token}`], '', /unknown option: a token is/],
    ['a snapshot', ['docker.io', '--registry', 'x.json'], token, /leave out --registry/],
  ])('refuses %s in one line', async (_, given, input, message) => {
    await using account = await startAccount();
    const all = ['credential', 'set', ...given, '-c', config];
    const { stdout, stderr, code } = await runCli(all, { env: account.env, input });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stdout + stderr).not.toContain(token);
    expect(code).toBe(1);
  });

  test('refuses in one line what it cannot do', async () => {
    const error = 'AccessDeniedException';
    await using account = await startAccount({
      faults: [{ operations: ['secretsmanager:CreateSecret'], error }],
    });
    const { stderr, code } = await runCli(args, { env: account.env, input: token });
    expect(stderr).toMatch(/^error: access denied: .*secretsmanager:CreateSecret.*permission\n$/);
    expect(code).toBe(1);
  });
});

/** An AWS whose validations all fail: the embedded one, with that answer put in between. */
async function refusing(endpoint: string, failure: string) {
  const server = createServer(async (request, response) => {
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const body = await buffer(request);
    const answer = await fetch(endpoint, { method: 'POST', headers: headers as never, body });
    const text = await answer.text();
    const validation = String(headers['x-amz-target']).endsWith('.ValidatePullThroughCacheRule');
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      validation ? JSON.stringify({ ...JSON.parse(text), isValid: false, failure }) : text,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
