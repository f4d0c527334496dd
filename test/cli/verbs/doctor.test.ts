import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  PutRegistryPolicyCommand,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../../shared/cache/doctor/check.ts';
import { createRepositories, push } from '../../support/images.ts';
import { mountRegistryApi, type RegistryAnswers } from '../../support/registry-api.ts';
import { retryAtOnce } from '../../support/retries.ts';
import { createSecret, secretValue, startAccount } from '../account.ts';
import { fileWith, folder, jsonOf, type Run, runCli } from '../run.ts';

const secret = 'ecr-pullthroughcache/hub';
const config = fileWith(`
pullThroughCache:
  rules:
    - {prefix: docker.io, upstream: docker-hub, credential: ${secret}}
    - {prefix: quay.io, upstream: quay}
`);
const image = 'docker.io/library/redis:7';

/** An account with both rules, and a registry that has every manifest but those of `answers`. */
async function healthy(answers: RegistryAnswers = {}) {
  const account = await startAccount();
  const { aws, ecr, secretsManager } = account;
  await createSecret(secretsManager, secret);
  const { ARN } = await secretsManager.send(new DescribeSecretCommand({ SecretId: secret }));
  const hub = { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand({ ...hub, credentialArn: ARN }));
  const quay = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(quay));
  mountRegistryApi(aws, answers);
  return account;
}

type Account = Awaited<ReturnType<typeof healthy>>;

let folders = 0;

/** A Docker configuration of the run's own. */
function dockerConfig(content: object | string): Record<string, string> {
  folders += 1;
  const DOCKER_CONFIG = join(folder, `docker-${folders}`);
  mkdirSync(DOCKER_CONFIG);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(DOCKER_CONFIG, 'config.json'), text);
  return { DOCKER_CONFIG };
}

function examine(account: Account, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const all = ['doctor', ...args, '--json', '-c', config];
  return runCli(all, { env: { ...account.env, ...env } });
}

function checksOf(run: Run): Check[] {
  return jsonOf<{ checks: Check[] }>(run).checks;
}

const brokenIn = (run: Run) => checksOf(run).filter(({ verdict }) => verdict === 'broken');

describe('doctor', () => {
  test('checks a pull step by step and says what each step checked', async () => {
    await using account = await healthy();
    const run = await examine(account, [image, '--no-docker']);
    const checks = checksOf(run);
    expect(checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'registry skipped',
      'docker skipped',
      'token ok',
      'endpoint ok',
      'rule ok',
      'credential ok',
      'validation ok',
      'permission unknown',
      'repository ok',
      'path ok',
      'manifest ok',
    ]);
    expect(checks.flatMap(({ lookedAt }) => lookedAt)).toEqual([
      'ecr:GetAuthorizationToken',
      `GET ${account.aws.endpoint}/v2/`,
      'ecr:DescribePullThroughCacheRules',
      'registry.yml',
      expect.stringMatching(/^secretsmanager:DescribeSecret arn:/),
      'ecr:ValidatePullThroughCacheRule docker.io',
      'ecr:GetRegistryPolicy',
      'ecr:GetRepositoryPolicy docker.io/library/redis',
      'ecr:DescribeRepositories docker.io/library/redis',
      'ecr:DescribeRepositoryCreationTemplates',
      'the path after docker.io',
      `HEAD ${account.aws.endpoint}/v2/docker.io/library/redis/manifests/7`,
    ]);
    expect(run.stdout).not.toContain(secretValue);
    expect(run.code).toBe(0);
  });

  test('stops at the first broken step, with its remediation', async () => {
    await using account = await healthy();
    const { secretsManager, env } = account;
    await secretsManager.send(new DeleteSecretCommand({ SecretId: secret }));
    const { stdout, code } = await runCli(['doctor', image, '--no-docker', '-c', config], { env });
    expect(stdout).toMatch(/^✗ credential +.*scheduled for deletion$/m);
    expect(stdout).toMatch(/^ +→ aws secretsmanager restore-secret --secret-id \S+$/m);
    expect(stdout).toMatch(/^- not reached: validation, permission, repository, path, manifest$/m);
    expect(stdout).toContain('Broken: credential.');
    expect(code).toBe(2);
  });

  test('names commands with the file and the region that it was called with', async () => {
    await using account = await startAccount();
    mountRegistryApi(account.aws);
    const { env } = account;
    const args = ['doctor', image, '--no-docker', '-c', config, '--region', 'eu-west-2'];
    const { stdout } = await runCli(args, { env });
    const [, typed = ''] = /→ npx ecr-steward (.*)$/m.exec(stdout) ?? [];
    expect(typed).toBe(`apply -c ${config} --region eu-west-2`);
  });

  test('checks every declared rule without an image', async () => {
    await using account = await healthy();
    const run = await examine(account, []);
    const { rules } = jsonOf<{ rules: { prefix: string; checks: Check[] }[] }>(run);
    expect(rules.map(({ prefix }) => prefix)).toEqual(['docker.io', 'quay.io']);
    const verdicts = rules[1]?.checks.map(({ name, verdict }) => `${name} ${verdict}`);
    expect(verdicts).toEqual([
      'rule ok',
      'credential skipped',
      'validation skipped',
      'permission unknown',
      'repository ok',
    ]);
    expect(run.code).toBe(0);
  });

  test.each<[string, string, RegExp, RegExp]>([
    [
      'an image of another account',
      '999999999999.dkr.ecr.eu-west-1.amazonaws.com/a/b:1',
      /is in the account 999999999999/,
      /--profile/,
    ],
    [
      'an image of another region',
      '123456789012.dkr-ecr.us-east-1.on.aws/a/b:1',
      /is in the region us-east-1/,
      /--region us-east-1/,
    ],
    [
      'an image at another address',
      'localhost:5000/a/b:1',
      /the image is at localhost:5000/,
      /correct the address/,
    ],
    [
      'a name without a rule',
      'redis:7',
      /no cache rule matches redis/,
      /there are docker\.io, quay\.io/,
    ],
    [
      'an official image without library/',
      'docker.io/redis:7',
      /under library\//,
      /pull docker\.io\/library\/redis:7/,
    ],
  ])('reports %s', async (_, name, found, remedy) => {
    await using account = await healthy();
    const run = await examine(account, [name, '--no-docker']);
    expect(brokenIn(run)).toEqual([
      expect.objectContaining({
        found: expect.stringMatching(found),
        remedy: expect.stringMatching(remedy),
      }),
    ]);
    expect(run.code).toBe(2);
  });

  test('reports a rule that is declared and not applied', async () => {
    await using account = await startAccount();
    mountRegistryApi(account.aws);
    const run = await examine(account, [image, '--no-docker']);
    expect(brokenIn(run)).toMatchObject([{ name: 'rule', remedy: 'npx ecr-steward apply' }]);
  });

  test.each([
    ['a token that is not taken', 401, /does not accept the token/],
    ['what is no registry', 404, /what answers is not a registry \(404\)/],
  ])('reports %s', async (_, status, found) => {
    await using account = await startAccount();
    account.aws.mount('/v2/', (_request, response) => void response.writeHead(status).end());
    const run = await examine(account, [image, '--no-docker']);
    const endpoint = { name: 'endpoint', found: expect.stringMatching(found) };
    expect(brokenIn(run)).toMatchObject([endpoint]);
  });

  test('reports that no token is issued', async () => {
    await using account = await healthy();
    const operations = ['ecr:GetAuthorizationToken'];
    account.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const run = await examine(account, [image, '--no-docker']);
    expect(brokenIn(run)).toMatchObject([
      { name: 'token', found: expect.stringMatching(/access denied/) },
    ]);
  });

  test.each([
    ['ExpiredTokenException', 'broken', /does not accept the credentials/, /^Log in again/],
    [
      'AccessDeniedException',
      'broken',
      /access denied/,
      /^the identity that pulls needs ecr:GetAuth/,
    ],
    ['ServerException', 'unknown', /HTTP 500/, undefined],
  ])('explains %s for a token, and how to fix it', async (error, verdict, found, remedy) => {
    retryAtOnce();
    await using account = await healthy();
    account.aws.faults.set([{ operations: ['ecr:GetAuthorizationToken'], error }]);
    const run = await examine(account, [image, '--no-docker']);
    const token = checksOf(run).find(({ name }) => name === 'token');
    expect(token).toMatchObject({ verdict, found: expect.stringMatching(found) });
    if (remedy) expect(token).toMatchObject({ remedy: expect.stringMatching(remedy) });
  });

  test('explains an AWS that does not answer', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-1' };
    const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const args = ['doctor', image, '--no-docker', '--json', '-c', config];
    const run = await runCli(args, { env: { ...env, ...keys } });
    expect(brokenIn(run)).toMatchObject([
      { name: 'token', remedy: expect.stringMatching(/^check DNS, routes/) },
    ]);
  });

  test('continues where something cannot be checked', async () => {
    await using account = await healthy();
    const operations = ['ecr:GetRegistryPolicy', 'secretsmanager:DescribeSecret'];
    account.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const run = await examine(account, [image, '--no-docker']);
    const unknown = checksOf(run).filter(({ verdict }) => verdict === 'unknown');
    expect(unknown.map(({ name }) => name)).toEqual(['credential', 'permission']);
    expect(unknown.map((check) => 'failed' in check && check.failed)).toEqual([true, true]);
    expect(run.code).toBe(1);
  });

  test.each<[string, number, string, string, RegExp]>([
    [
      'a tag that is not upstream',
      404,
      'MANIFEST_UNKNOWN',
      'Requested image not found',
      /tag upstream; if it exists, .*BatchImportUpstreamImage/,
    ],
    [
      'an upstream that is down',
      503,
      'UNAVAILABLE',
      'The upstream registry is unavailable',
      /check its status page and pull later/,
    ],
    [
      'a repository that is not created',
      404,
      'NAME_UNKNOWN',
      'The repository with name',
      /ecr:CreateRepository/,
    ],
    ['an upstream that has had enough', 429, 'TOOMANYREQUESTS', 'Rate exceeded', /pull later/],
    [
      'a path that upstream refuses',
      403,
      'DENIED',
      'The authentication to the upstream registry failed',
      /check the path and the tag upstream/,
    ],
  ])('explains %s', async (_, status, code, message, remedy) => {
    const answer = { status, error: { code, message } };
    await using account = await healthy({ 'docker.io/library/redis/manifests/7': answer });
    const [manifest] = brokenIn(await examine(account, [image, '--no-docker']));
    expect(manifest).toMatchObject({ name: 'manifest', remedy: expect.stringMatching(remedy) });
    expect(manifest?.found).toContain(message);
  });

  test('says of an archived image that it is, and how it is restored', async () => {
    const answer = {
      status: 404,
      error: { code: 'MANIFEST_UNKNOWN', message: 'Requested image not found' },
    };
    await using account = await healthy({ 'docker.io/library/redis/manifests/7': answer });
    const { aws, ecr } = account;
    const repositoryName = 'docker.io/library/redis';
    await createRepositories(ecr, repositoryName);
    const imageDigest = await push(ecr, repositoryName, ['7']);
    const store = { repositoryName, imageId: { imageDigest } };
    await ecr.send(new UpdateImageStorageClassCommand({ ...store, targetStorageClass: 'ARCHIVE' }));
    const [manifest] = brokenIn(await examine(account, [image, '--no-docker']));
    expect(manifest).toMatchObject({
      name: 'manifest',
      found: expect.stringMatching(/^the image is in the archive of ECR since 20[-0-9]{8}, /),
      remedy: expect.stringContaining(
        `aws ecr update-image-storage-class --repository-name ${repositoryName} ` +
          `--image-id imageDigest=${imageDigest} --target-storage-class STANDARD`,
      ),
      lookedAt: expect.arrayContaining([`ecr:DescribeImages ${repositoryName}`]),
    });

    aws.faults.set([{ operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' }]);
    const [unread] = brokenIn(await examine(account, [image, '--no-docker']));
    expect(unread?.found).toMatch(/^the upstream does not have .*whether it is archived could not/);
    aws.faults.set([]);

    await ecr.send(
      new UpdateImageStorageClassCommand({ ...store, targetStorageClass: 'STANDARD' }),
    );
    const [other] = brokenIn(await examine(account, [image, '--no-docker']));
    expect(other?.found).toMatch(/^the (image is being restored|upstream does not have)/);
  });

  test('does not say that nothing is broken when no call came through', async () => {
    await using account = await healthy();
    const operations = ['ecr:*', 'secretsmanager:*'];
    account.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const { env } = account;
    const { stdout, code } = await runCli(['doctor', '-c', config], { env });
    expect(stdout).not.toContain('Nothing is broken');
    expect(stdout).toMatch(
      /^Nothing broken was found, and not every step was checked\. Not checked, as calls failed/m,
    );
    expect(stdout.match(/access denied/g)).toHaveLength(2);
    expect(code).toBe(1);
  });

  test('reports a region without cache rules', async () => {
    await using account = await healthy();
    const operations = ['ecr:DescribePullThroughCacheRules'];
    account.aws.faults.set([{ operations, error: 'UnsupportedOperationException' }]);
    const [rule] = brokenIn(await examine(account, [image, '--no-docker']));
    expect(rule).toMatchObject({ name: 'rule', found: expect.stringMatching(/in this region/) });
  });

  test('has a remediation for a secret that is scheduled for deletion, which works when it is typed', async () => {
    await using account = await healthy();
    const { secretsManager } = account;
    await secretsManager.send(new DeleteSecretCommand({ SecretId: secret }));
    const [credential] = brokenIn(await examine(account, [image, '--no-docker']));
    const remedy = credential?.verdict === 'broken' ? credential.remedy : '';
    const [, SecretId] = /^aws secretsmanager restore-secret --secret-id (\S+)$/.exec(remedy) ?? [];
    await secretsManager.send(new RestoreSecretCommand({ SecretId }));
    expect(brokenIn(await examine(account, [image, '--no-docker']))).toEqual([]);
  });

  test('has a remediation for a deleted secret, which works when it is typed', async () => {
    await using account = await healthy();
    const { secretsManager, env } = account;
    const gone = { SecretId: secret, ForceDeleteWithoutRecovery: true };
    await secretsManager.send(new DeleteSecretCommand(gone));
    const [credential] = brokenIn(await examine(account, [image, '--no-docker']));
    const remedy = credential?.verdict === 'broken' ? credential.remedy : '';
    expect(remedy).toBe('npx ecr-steward credential set docker.io, then npx ecr-steward apply');
    for (const command of remedy.split(', then ')) {
      const [, , ...args] = command.split(' ');
      const more = args[0] === 'apply' ? ['--yes'] : ['--username', 'somebody'];
      await runCli([...args, ...more, '-c', config], { env, input: `${secretValue}\n` });
    }
    expect(brokenIn(await examine(account, [image, '--no-docker']))).toEqual([]);
  });

  test('does not know a role that a template creates repositories as', async () => {
    await using account = await healthy();
    const template = new CreateRepositoryCreationTemplateCommand({
      prefix: 'docker.io',
      appliedFor: ['PULL_THROUGH_CACHE'],
      resourceTags: [{ Key: 'team', Value: 'a' }],
      customRoleArn: 'arn:aws:iam::123456789012:role/path/creator',
    });
    await account.ecr.send(template);
    const run = await examine(account, [image, '--no-docker']);
    const repository = checksOf(run).find(({ name }) => name === 'repository');
    expect(repository).toMatchObject({
      verdict: 'unknown',
      found: expect.stringMatching(/aws iam get-role --role-name creator$/),
    });
  });

  test('reports a creation template that breaks every first pull', async () => {
    await using account = await healthy();
    const template = new CreateRepositoryCreationTemplateCommand({
      prefix: 'docker.io',
      appliedFor: ['PULL_THROUGH_CACHE'],
      resourceTags: [{ Key: 'team', Value: 'a' }],
    });
    await account.ecr.send(template);
    const [repository] = brokenIn(await examine(account, [image, '--no-docker']));
    expect(repository).toMatchObject({
      name: 'repository',
      remedy: expect.stringContaining('customRoleArn'),
    });
  });

  test('warns of a cache repository that cannot be brought up to date', async () => {
    await using account = await healthy();
    const repositoryName = 'docker.io/library/redis';
    const input = { repositoryName, imageTagMutability: 'IMMUTABLE' } as const;
    await account.ecr.send(new CreateRepositoryCommand(input));
    const run = await examine(account, [image, '--no-docker']);
    const repository = checksOf(run).find(({ name }) => name === 'repository');
    expect(repository).toMatchObject({ warnings: [expect.stringContaining('immutable')] });
    expect(run.code).toBe(2);
  });

  test.each<[string, object, string]>([
    [
      'lets a role import and create',
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:role/node' } },
      'ok',
    ],
    [
      'lets the account itself, which grants nobody',
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
      'unknown',
    ],
    [
      'is about other repositories',
      {
        Effect: 'Allow',
        Principal: '*',
        Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/quay.io/*',
      },
      'unknown',
    ],
    ['denies it to everybody', { Effect: 'Deny', Principal: '*' }, 'broken'],
  ])('reads a registry policy that %s', async (_, statement, verdict) => {
    await using account = await healthy();
    const Action = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'];
    const Resource = 'arn:aws:ecr:eu-west-1:123456789012:repository/docker.io/*';
    const Statement = [{ Sid: 'Pulls', Action, Resource, ...statement }];
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
    await account.ecr.send(new PutRegistryPolicyCommand({ policyText }));
    const checks = checksOf(await examine(account, [image, '--no-docker']));
    expect(checks.find(({ name }) => name === 'permission')?.verdict).toBe(verdict);
  });
});

describe('the Docker configuration', () => {
  test('that is misspelt or a folder is reported with its file', async () => {
    await using account = await healthy();
    const misspelt = dockerConfig({ credStore: 'ecr-login' });
    const file = join(misspelt.DOCKER_CONFIG ?? '', 'config.json');
    const [docker] = brokenIn(await examine(account, [image], misspelt));
    expect(docker).toMatchObject({
      found: expect.stringMatching(/no basic auth credentials; it has credStore/),
      remedy: `rename it to credsStore, in ${file}`,
    });
    const isFolder = { DOCKER_CONFIG: join(folder, 'docker-folder') };
    mkdirSync(join(isFolder.DOCKER_CONFIG, 'config.json'), { recursive: true });
    const [other] = brokenIn(await examine(account, [image], isFolder));
    expect(other).toMatchObject({ found: expect.stringMatching(/config\.json is a folder$/) });
  });

  const elsewhere = { auths: { 'https://index.docker.io/v1/': { auth: 'eA==' } } };
  test.each<[string, object | string | undefined, RegExp]>([
    ['that is not there', undefined, /there is no Docker configuration/],
    ['that is no JSON', '{"auths":', /is not JSON/],
    ['without a login for the registry', elsewhere, /no basic auth credentials/],
    ['with a store and no login', { credsStore: 'desktop' }, /no basic auth credentials/],
  ])('%s is broken, and docker login fixes it', async (_, content, found) => {
    await using account = await healthy();
    const env = content === undefined ? {} : dockerConfig(content);
    const [docker] = brokenIn(await examine(account, [image], env));
    expect(docker).toMatchObject({ name: 'docker', found: expect.stringMatching(found) });
    expect(docker).toMatchObject({
      remedy: expect.stringMatching(/aws ecr get-login-password .* \| docker login --username AWS/),
    });
  });

  test('with an expired login is broken, and the login not shown', async () => {
    await using account = await healthy();
    const auth = Buffer.from('AWS:an-old-password').toString('base64');
    const { host } = new URL(account.aws.endpoint);
    const run = await examine(
      account,
      [`${host}/${image}`],
      dockerConfig({ auths: { [host]: { auth } } }),
    );
    expect(brokenIn(run)).toMatchObject([
      { name: 'docker', found: expect.stringContaining('12 hours') },
    ]);
    expect(run.stdout).not.toContain(auth);
  });

  test('is tried on the local AWS also where the image names a host of ECR', async () => {
    await using account = await healthy();
    const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    const auth = Buffer.from('AWS:not-the-token-of-today').toString('base64');
    const env = dockerConfig({ auths: { [`https://${host}`]: { auth } } });
    account.aws.mount('/v2/', (_request, response) => void response.writeHead(401).end());
    const run = await examine(account, [`${host}/${image}`], env);
    expect(brokenIn(run)).toMatchObject([
      { name: 'docker', found: expect.stringContaining('12 hours') },
    ]);
    expect(run.stdout).not.toContain(auth);
  });

  test.each(['docker-credential-ecr-login', 'ecr_login', 'amazon-ecr-credential-helper'])(
    'with the helper %s gets the name that Docker wants',
    async (helper) => {
      await using account = await healthy();
      const { host } = new URL(account.aws.endpoint);
      const env = dockerConfig({ credHelpers: { [host]: helper } });
      const run = await examine(account, [image], env);
      expect(brokenIn(run)).toMatchObject([
        { name: 'docker', remedy: expect.stringMatching(/^write ecr-login for /) },
      ]);
    },
  );

  test('with a helper is fine where its program is, and broken where not', async () => {
    await using account = await healthy();
    const { host } = new URL(account.aws.endpoint);
    const env = dockerConfig({ credHelpers: { [host]: 'ecr-login' } });
    const nowhere = { ...env, PATH: dirname(process.execPath) };
    const missing = await examine(account, [image], nowhere);
    const program = join(env.DOCKER_CONFIG ?? '', 'docker-credential-ecr-login');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    const found = await examine(account, [image], { ...env, PATH: env.DOCKER_CONFIG ?? '' });
    expect(brokenIn(missing)).toMatchObject([{ remedy: expect.stringContaining('install') }]);
    expect(checksOf(found)[1]).toMatchObject({ name: 'docker', verdict: 'ok' });
    expect(found.code).toBe(0);
  });
});

test.each([
  ['https://example.org/a:1', /is not an image: give one such as .*, in lower case/],
  ['Docker.io/Redis', /is not an image/],
])('%s is no image', async (name, message) => {
  const { stderr, code } = await runCli(['doctor', name, '-c', config]);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(code).toBe(1);
});
