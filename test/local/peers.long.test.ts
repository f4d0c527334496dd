import { spawnSync } from 'node:child_process';
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  type ECRClientConfig,
  GetAuthorizationTokenCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type StartedAws, startLocalAws } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';
import { recordCalls } from '../support/calls.ts';
import { cliFor } from './command.ts';
import { checkExchanges } from './model.ts';
import { clientConfig, refusal } from './start.ts';

const other = '111122223333';
const RoleArn = `arn:aws:iam::${other}:role/path/Reader`;

const start = '2026-11-21T18:10:00.700Z';
let clock = new Date(start);
let home: StartedAws;
let ohio: StartedAws;
let otherAccount: StartedAws;
const problems: (readonly string[])[] = [];
const all = () => [home, ohio, otherAccount];

beforeAll(async () => {
  const now = () => clock;
  ohio = await startLocalAws({ region: 'us-east-2', now });
  otherAccount = await startLocalAws({ accountId: other, now });
  home = await startLocalAws({ peers: [ohio, otherAccount], now });
  for (const [index, aws] of all().entries()) {
    problems.push(checkExchanges(aws).problems);
    const repositoryName = ['at-home', 'in-ohio', 'of-the-other'][index];
    const ecr = new ECRClient(clientConfig(aws));
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    ecr.destroy();
  }
});

afterAll(async () => {
  await Promise.all(all().map((aws) => aws.close()));
  expect(problems.flat()).toEqual([]);
});

beforeEach(() => {
  clock = new Date(start);
  for (const aws of all()) aws.faults.clear();
});

type Settings = Pick<ECRClientConfig, 'region' | 'credentials'>;

const at = (settings: Settings = {}) => ({ ...clientConfig(home), ...settings });

async function assume(settings: object = {}, by: Settings = {}) {
  const input = { RoleArn, RoleSessionName: 'nightly', ...settings };
  const answer = await new STSClient(at(by)).send(new AssumeRoleCommand(input));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { ...answer, credentials };
}

async function repositoriesAt(settings: Settings = {}) {
  const answer = await new ECRClient(at(settings)).send(new DescribeRepositoriesCommand({}));
  return answer.repositories?.map(({ repositoryUri }) => repositoryUri);
}

const atHome = ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/at-home'];
const ofOther = [`${other}.dkr.ecr.eu-west-1.amazonaws.com/of-the-other`];

describe('another region', () => {
  test('serves clients of that region', async () => {
    expect(await repositoriesAt()).toEqual(atHome);
    expect(await repositoriesAt({ region: 'us-east-2' })).toEqual([
      '123456789012.dkr.ecr.us-east-2.amazonaws.com/in-ohio',
    ]);
  });

  test('that is no peer has a registry of its own', async () => {
    expect(await repositoriesAt({ region: 'us-east-1' })).toEqual([]);
  });

  test('is there once', async () => {
    const twice = startLocalAws({ region: 'us-east-2', peers: [ohio] });
    await expect(twice).rejects.toThrow('two peers for account 123456789012 in us-east-2');
  });
});

describe('another account', () => {
  test('is read by assuming a role of it', async () => {
    const { credentials, Credentials, AssumedRoleUser } = await assume();
    expect(credentials.accessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(Credentials?.Expiration).toEqual(new Date('2026-11-21T19:10:00Z'));
    const Arn = `arn:aws:sts::${other}:assumed-role/Reader/nightly`;
    expect(AssumedRoleUser?.Arn).toBe(Arn);
    expect(await repositoriesAt({ credentials })).toEqual(ofOther);
    const identity = await new STSClient(at({ credentials })).send(new GetCallerIdentityCommand());
    expect(identity).toMatchObject({
      Arn,
      Account: other,
      UserId: AssumedRoleUser?.AssumedRoleId,
    });
  });

  test('has regions of its own, not those of home', async () => {
    const { credentials } = await assume();
    expect(await repositoriesAt({ credentials, region: 'us-east-2' })).toEqual([]);
  });

  test('has its own secrets, and its own login', async () => {
    const { credentials } = await assume();
    const secrets = new SecretsManagerClient(at({ credentials }));
    const secret = await secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'b' }));
    expect(secret.ARN).toContain(`eu-west-1:${other}:secret:a`);
    const ecr = new ECRClient(at({ credentials }));
    const login = await ecr.send(new GetAuthorizationTokenCommand({}));
    const [data] = login.authorizationData ?? [];
    expect(data?.proxyEndpoint).toBe(otherAccount.endpoint);
    const pulled = await fetch(`${data?.proxyEndpoint}/v2/`, {
      headers: { authorization: `Basic ${data?.authorizationToken}` },
    });
    expect(pulled.status).toBe(200);
  });

  test('sends events with the caller on its own bus', async () => {
    const { credentials } = await assume();
    const events: AwsEvent[][] = all().map(() => []);
    const stops = all().map((aws, at) => aws.bus.subscribe((event) => events[at]?.push(event)));
    const ecr = new ECRClient(at({ credentials }));
    const resourceArn = `arn:aws:ecr:eu-west-1:${other}:repository/of-the-other`;
    await ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'k', Value: 'v' }] }));
    for (const stop of stops) stop();
    expect(events.map((those) => those.length)).toEqual([0, 0, 1]);
    expect(events[2]?.[0]).toMatchObject({
      account: other,
      detail: {
        userIdentity: {
          arn: `arn:aws:sts::${other}:assumed-role/Reader/nightly`,
          accessKeyId: credentials.accessKeyId,
          sessionContext: {
            sessionIssuer: { arn: RoleArn, userName: 'Reader', accountId: other },
            attributes: { creationDate: '2026-11-21T18:10:00Z' },
          },
        },
        recipientAccountId: other,
      },
    });
  });

  test('has its own faults and exchanges', async () => {
    const { credentials } = await assume();
    const [byHome, byOther] = [recordCalls(home), recordCalls(otherAccount)];
    const error = 'AccessDeniedException';
    otherAccount.faults.set([{ operations: ['ecr:DescribeRepositories'], error }]);
    const refused = await refusal(repositoriesAt({ credentials }));
    expect(refused.message).toContain(
      `User: arn:aws:sts::${other}:assumed-role/Reader/nightly is not authorized to perform: ecr:DescribeRepositories`,
    );
    await repositoriesAt();
    expect(byOther).toEqual(['ecr:DescribeRepositories']);
    expect(byHome).toEqual(['ecr:DescribeRepositories']);
  });
});

describe('AssumeRole', () => {
  test.each([
    ['an account that is not there', 'arn:aws:iam::444455556666:role/Reader'],
    ['what is no role', `arn:aws:iam::${other}:user/reader`],
    ['another partition', `arn:aws-cn:iam::${other}:role/Reader`],
  ])('is denied to %s', async (_what, arn) => {
    const refused = await refusal(assume({ RoleArn: arn }));
    expect(refused).toEqual({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::123456789012:assumed-role/LocalAdmin/test is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      status: 403,
    });
  });

  test('is denied by a fault in the account of the role alone', async () => {
    otherAccount.faults.set([{ operations: ['sts:AssumeRole'], error: 'AccessDenied' }]);
    const refused = await refusal(assume());
    expect(refused).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(refused.message).toMatch(new RegExp(`sts:AssumeRole on resource: ${RoleArn}$`));
    const own = await assume({ RoleArn: 'arn:aws:iam::123456789012:role/Own' });
    expect(await repositoriesAt({ credentials: own.credentials })).toEqual(atHome);
  });

  test.each([
    [{ RoleArn: 'reader-of-the-account' }, 'Request ARN is invalid'],
    [{ RoleSessionName: 'a b' }, /'a b' at 'roleSessionName'.*regular expression pattern: \[/],
    [{ DurationSeconds: 899 }, /'899' at 'durationSeconds'.*greater than or equal to 900/],
    [{ DurationSeconds: 43_201 }, /less than or equal to 43200/],
    [{ ExternalId: 'x' }, /'x' at 'externalId'/],
    [{ RoleSessionName: undefined }, /null at 'roleSessionName'.*must not be null/],
  ])('refuses %j', async (settings, message) => {
    const refused = await refusal(assume(settings));
    expect(refused).toMatchObject({ name: 'ValidationError', status: 400 });
    expect(refused.message).toMatch(message);
  });

  test('takes up to twelve hours, of a session one hour', async () => {
    const half = { DurationSeconds: 43_200, ExternalId: 'steward' };
    const { credentials, Credentials } = await assume(half);
    expect(Credentials?.Expiration).toEqual(new Date('2026-11-22T06:10:00Z'));
    expect((await refusal(assume(half, { credentials }))).message).toContain('role chaining');
    const back = await assume({ RoleArn: 'arn:aws:iam::123456789012:role/Back' }, { credentials });
    expect(await repositoriesAt({ credentials: back.credentials })).toEqual(atHome);
  });
});

describe('temporary credentials', () => {
  test('expire', async () => {
    const { credentials } = await assume({ DurationSeconds: 900 });
    clock = new Date('2026-11-21T18:24:59Z');
    expect(await repositoriesAt({ credentials })).toEqual(ofOther);
    clock = new Date('2026-11-21T18:25:00Z');
    const message = 'The security token included in the request is expired';
    expect(await refusal(repositoriesAt({ credentials }))).toEqual({
      name: 'ExpiredTokenException',
      message,
      status: 400,
    });
    expect(await refusal(assume({}, { credentials }))).toEqual({
      name: 'ExpiredToken',
      message,
      status: 403,
    });
  });

  test('are nothing without their session token', async () => {
    const { accessKeyId, secretAccessKey } = (await assume()).credentials;
    const credentials = { accessKeyId, secretAccessKey };
    expect(await refusal(repositoriesAt({ credentials }))).toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid',
    });
    expect(await refusal(assume({}, { credentials }))).toMatchObject({
      name: 'InvalidClientTokenId',
      status: 403,
    });
  });

  test('of AWS itself are as good as any key', async () => {
    const credentials = { ...clientConfig(home).credentials, sessionToken: 'from-aws' };
    credentials.accessKeyId = 'ASIAIOSFODNN7EXAMPLE';
    expect(await repositoriesAt({ credentials })).toEqual(atHome);
  });
});

test('the AWS CLI assumes a role and reads the other account', async (ctx) => {
  if (spawnSync('aws', ['--version']).status !== 0) ctx.skip('there is no AWS CLI on this machine');
  const aws = cliFor(home.endpoint);
  const role = ['--role-arn', RoleArn, '--role-session-name', 'cli'];
  const { Credentials } = await aws('sts', 'assume-role', ...role);
  const session = cliFor(home.endpoint, {
    AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials.SessionToken,
  });
  expect(await session('ecr', 'describe-repositories')).toMatchObject({
    repositories: [{ registryId: other }],
  });
});
