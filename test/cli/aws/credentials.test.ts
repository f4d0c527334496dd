import { describe, expect, test } from 'vitest';
import { startAccount } from '../account.ts';
import { fileWith, type Run, runCli, sampleSnapshot } from '../run.ts';

const role = 'arn:aws:iam::123456789012:role/Reader';
const serial = 'arn:aws:iam::123456789012:mfa/anna';
const keys = 'aws_access_key_id = a\naws_secret_access_key = b\n';
const base = `[profile base]\n${keys}`;

/** An account, and ~/.aws with these profiles: `run` takes `prod`. */
async function withProfiles(config: string, options: Parameters<typeof startAccount>[0] = {}) {
  const account = await startAccount({ snapshot: sampleSnapshot(), ...options });
  const env = {
    AWS_ENDPOINT_URL: account.aws.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: fileWith(config),
  };
  return {
    env,
    run: (more: Record<string, string> = {}) =>
      runCli(['inventory', '--json', '--profile', 'prod'], { env: { ...env, ...more } }),
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

describe('a profile', () => {
  test.each([
    [
      'a role and a source_profile',
      `${base}[profile prod]\nrole_arn = ${role}\nsource_profile = base\n`,
    ],
    ['a role and itself', `[profile prod]\nrole_arn = ${role}\nsource_profile = prod\n${keys}`],
    ['a process', `[profile prod]\ncredential_process = echo '${processAnswer()}'\n`],
    [
      'a role of variables',
      `[profile prod]\nrole_arn = ${role}\ncredential_source = Environment\n`,
      { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    ],
  ])('with %s gives credentials', async (_, config, more?: Record<string, string>) => {
    await using it = await withProfiles(config);
    const { stderr, code } = await it.run(more);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test.each([
    [
      'a source that is not there',
      `[profile prod]\nrole_arn = ${role}\nsource_profile = bsae\n`,
      /profile prod takes its credentials from the source_profile bsae, which is not declared/,
    ],
    [
      'sources in a circle',
      `[profile prod]\nrole_arn = ${role}\nsource_profile = b\n[profile b]\nrole_arn = ${role}\nsource_profile = prod\n`,
      /in a circle: prod → b → prod/,
    ],
    [
      'a role without credentials to assume it',
      `[profile prod]\nrole_arn = ${role}\n`,
      /no credentials that assume the role/,
    ],
    [
      'two who take its role',
      `${base}[profile prod]\nrole_arn = ${role}\nsource_profile = base\ncredential_source = Environment\n`,
      /has a source_profile and a credential_source/,
    ],
    [
      'a process that fails',
      '[profile prod]\ncredential_process = echo "vault is sealed" >&2; exit 3\n',
      /the credential_process of the profile prod gives no credentials: vault is sealed\n/,
    ],
    [
      'a process that is not there',
      '[profile prod]\ncredential_process = /nowhere/vault\n',
      /the credential_process of the profile prod gives no credentials: .*not found/,
    ],
    [
      'a process that gives no JSON',
      '[profile prod]\ncredential_process = echo hello\n',
      /credential_process of the profile prod gives no credentials: .*invalid JSON/,
    ],
    [
      'a login that nobody has done',
      '[profile prod]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n',
      /no credentials of the profile prod: .*\. Log in: aws sso login --profile prod\n/,
    ],
    [
      'an old kind of login',
      '[profile prod]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Reader\n',
      /no credentials of the profile prod: .*is invalid\. Log in: aws sso login --profile prod\n/,
    ],
    [
      'a token file that is not there',
      `[profile prod]\nrole_arn = ${role}\nweb_identity_token_file = /nowhere/token\n`,
      /the file of the web identity token, \/nowhere\/token, does not exist/,
    ],
    [
      'MFA, and no terminal',
      `${base}[profile prod]\nrole_arn = ${role}\nsource_profile = base\nmfa_serial = ${serial}\n`,
      /needs a code of the MFA device .*mfa\/anna, .*export-credentials --profile prod --format env/,
    ],
  ])('with %s is reported in one line', async (_, config, message) => {
    await using it = await withProfiles(config);
    expectOneLine(await it.run(), message);
  });

  test('whose role cannot be assumed names the role', async () => {
    const config = `${base}[profile prod]\nrole_arn = ${role}\nsource_profile = base\n`;
    const faults = [{ operations: ['sts:AssumeRole'], error: 'AccessDenied' }];
    await using it = await withProfiles(config, { faults });
    expectOneLine(await it.run(), /cannot assume the role arn:aws:iam::\d+:role\/Reader: /);
  });

  test('that fails is not replaced by the credentials of the machine', async () => {
    await using it = await withProfiles('[profile prod]\ncredential_process = exit 3\n');
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = 'http://127.0.0.1:9/';
    const run = await it.run({ AWS_CONTAINER_CREDENTIALS_FULL_URI });
    expectOneLine(
      run,
      /the credential_process of the profile prod gives no credentials: it failed/,
    );
  });

  test('of AWS_PROFILE goes behind AWS_ACCESS_KEY_ID, as in the AWS CLI', async () => {
    await using it = await withProfiles('[profile prod]\ncredential_process = exit 3\n');
    const env = { ...it.env, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const run = await runCli(['inventory', '--json'], { env: { ...env, AWS_PROFILE: 'prod' } });
    expect({ stderr: run.stderr, code: run.code }).toEqual({ stderr: '', code: 0 });
    expect((await it.run(env)).code).toBe(1);
  });
});

describe('a region', () => {
  test.each([
    ['of AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'us-iso-east-1' }, 'us-iso-east-1'],
    [
      'of AWS_REGION goes first',
      { AWS_REGION: 'eusc-de-east-1', AWS_DEFAULT_REGION: 'us-east-1' },
      'eusc-de-east-1',
    ],
    ['of the profile', { AWS_PROFILE: 'prod' }, 'cn-north-1'],
    [
      'of AWS_DEFAULT_REGION goes before the profile',
      { AWS_PROFILE: 'prod', AWS_DEFAULT_REGION: 'us-gov-west-1' },
      'us-gov-west-1',
    ],
  ])('%s', async (_, more, region) => {
    const env = {
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', HTTPS_PROXY: 'http://127.0.0.1:9' },
      AWS_CONFIG_FILE: fileWith('[profile prod]\nregion = cn-north-1\n'),
      ...more,
    };
    await using account = await startAccount({ snapshot: sampleSnapshot(), region });
    const AWS_ENDPOINT_URL = account.aws.endpoint;
    const run = await runCli(['snapshot'], { env: { ...env, AWS_ENDPOINT_URL } });
    expect({ stderr: run.stderr, code: run.code }).toEqual({ stderr: '', code: 0 });
  });
});

describe('--account', () => {
  test('lets a verb work on that account, and on no other', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const { env } = account;
    const right = await runCli(['inventory', '--json', '--account', '123456789012'], { env });
    expect({ stderr: right.stderr, code: right.code }).toEqual({ stderr: '', code: 0 });
    const verbs = [['apply', '--yes'], ['warm']];
    const runs = verbs.map((args) => runCli([...args, '--account', '210987654321'], { env }));
    for (const run of await Promise.all(runs)) {
      expectOneLine(
        run,
        /this is account 123456789012, region eu-west-1, and --account names 210987654321: nothing/,
      );
    }
  });

  test('is an account of 12 digits', async () => {
    expectOneLine(await runCli(['plan', '--account', '12345']), /12 digits/);
  });
});

function processAnswer(): string {
  return JSON.stringify({ Version: 1, AccessKeyId: 'a', SecretAccessKey: 'b' });
}

/** One line on stderr that is no defect of ours, nothing on stdout, exit code 1. */
function expectOneLine({ stdout, stderr, code }: Run, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).not.toMatch(/defect|ENOENT|Command failed/);
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
}
