import {
  DescribeRegistryCommand,
  ECRClient,
  type ECRClientConfig,
  GetAuthorizationTokenCommand,
  PutReplicationConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { soon } from '../support/soon.ts';
import { base, login, pushImage, sha } from './distribution/client.ts';
import { createRepository, tagsByDigest } from './images.ts';
import { refusal, startTestAws, type TestAws } from './start.ts';

const account = '123456789012';
const partner = '210987654321';

type Settings = Pick<ECRClientConfig, 'region' | 'credentials'>;

/** The same AWS for a client of another region or account. */
function seenFrom({ aws, config, ...started }: TestAws, settings: Settings): TestAws {
  const other = { ...config, ...settings } as TestAws['config'];
  const clients = { ecr: new ECRClient(other), secretsManager: new SecretsManagerClient(other) };
  return { ...started, ...clients, aws: { ...aws, region: other.region }, config: other };
}

const keysOf = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: 'x' });

describe('every region exists', () => {
  test('with a registry and secrets of its own', async () => {
    const started = await startTestAws();
    for (const region of ['us-east-1', 'eu-south-1', 'us-west-2', 'eusc-de-east-1']) {
      const there = seenFrom(started, { region });
      const { repository } = await createRepository(there.ecr);
      expect(repository?.repositoryArn).toContain(`:ecr:${region}:${account}:`);
      expect(repository?.repositoryUri).toContain(`.dkr.ecr.${region}.`);
      const secret = new CreateSecretCommand({ Name: 'hub', SecretString: 'x' });
      expect((await there.secretsManager.send(secret)).ARN).toContain(`:${region}:${account}:`);
    }
    expect(started.aws.snapshot().repositories).toEqual([]);
  });

  test.each([
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ])('with the names of its partition: %s', async (region, partition, suffix) => {
    const there = seenFrom(await startTestAws(), { region });
    const encryptionConfiguration = { encryptionType: 'KMS' } as const;
    const { repository } = await createRepository(there.ecr, { encryptionConfiguration });
    expect(repository?.repositoryArn).toMatch(`arn:${partition}:ecr:${region}:`);
    expect(repository?.repositoryUri).toMatch(`.dkr.ecr.${region}.${suffix}/`);
    expect(repository?.encryptionConfiguration?.kmsKey).toMatch(`arn:${partition}:kms:`);
    const secret = new CreateSecretCommand({ Name: 'hub', SecretString: 'x' });
    const { ARN } = await there.secretsManager.send(secret);
    expect(ARN).toMatch(`arn:${partition}:secretsmanager:`);
    const sts = new STSClient(there.config);
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toMatch(`arn:${partition}:sts:`);
    const RoleArn = `arn:${partition}:iam::${account}:role/ci`;
    const role = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'job' }));
    expect(role.AssumedRoleUser?.Arn).toMatch(`arn:${partition}:sts:`);
  });

  test('for docker clients too, by the token that they have', async () => {
    const started = await startTestAws();
    const oregon = seenFrom(started, { region: 'us-west-2' });
    await createRepository(oregon.ecr);
    await pushImage(await login(oregon), 'a', '1.0.0');
    expect(Object.values(await tagsByDigest(oregon.ecr))).toEqual([['1.0.0']]);
    const atHome = await login(started);
    expect((await atHome('GET', `${base}/manifests/1.0.0`)).status).toBe(404);
  });

  test('and by the host that they ask, which takes its own tokens only', async () => {
    const started = await startTestAws();
    const there = seenFrom(started, { region: 'us-west-2' });
    const [oregon, ireland] = await Promise.all([there, started].map(tokenOf));
    const host = `${account}.dkr.ecr.us-west-2.localhost`;
    expect(await statusAt(started, host, oregon)).toBe(200);
    expect(await statusAt(started, host, ireland)).toBe(401);
    expect(await statusAt(started, `${account}.dkr.ecr.eu-west-1.localhost`, oregon)).toBe(401);
    expect(await statusAt(started, 'localhost', oregon)).toBe(200);
  });

  test('and images get there by replication, layers and all', async () => {
    const started = await startTestAws();
    await createRepository(started.ecr);
    const rules = [{ destinations: [{ region: 'us-east-1', registryId: account }] }];
    const replicationConfiguration = { rules };
    await started.ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
    const manifest = await pushImage(await login(started), 'a', '1.0.0');
    const virginia = seenFrom(started, { region: 'us-east-1' });
    const pull = await login(virginia);
    await soon(async () => {
      expect(await (await pull('GET', `${base}/manifests/1.0.0`)).text()).toBe(manifest);
    });
    expect(await (await pull('GET', `${base}/blobs/${sha('layer a')}`)).text()).toBe('layer a');
  });

  test('and listeners see which', async () => {
    const started = await startTestAws();
    const seen: unknown[] = [];
    started.aws.onExchange(({ where }) => seen.push(where));
    const ask = (settings: Settings) =>
      seenFrom(started, settings).ecr.send(new DescribeRegistryCommand({}));
    await ask({});
    await ask({ region: 'us-east-1' });
    await ask({ credentials: keysOf(partner) });
    expect(seen).toEqual([undefined, 'us-east-1', `${partner}/eu-west-1`]);
  });
});

describe('any credentials will do', () => {
  test.each([
    ['test', account],
    ['AKIAIOSFODNN7EXAMPLE', account],
    [partner, partner],
    ['000000000000', '000000000000'],
    ['12345', account],
  ])('%s is of account %s', async (accessKeyId, owner) => {
    const started = await startTestAws();
    const { ecr, config } = seenFrom(started, { credentials: keysOf(accessKeyId) });
    const identity = await new STSClient(config).send(new GetCallerIdentityCommand());
    expect(identity.Account).toBe(owner);
    expect((await ecr.send(new DescribeRegistryCommand({}))).registryId).toBe(owner);
  });

  test('an account that was named can be assumed a role in, and replicated to', async () => {
    const started = await startTestAws({ accounts: [partner] });
    const assume = (of: string) =>
      new STSClient(started.config).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${of}:role/Reader`, RoleSessionName: 'me' }),
      );
    expect((await assume(partner)).AssumedRoleUser?.Arn).toContain(partner);
    expect(await refusal(assume('444455556666'))).toMatchObject({ name: 'AccessDenied' });
    await createRepository(started.ecr);
    const rules = [{ destinations: [{ region: 'us-east-1', registryId: partner }] }];
    const replicationConfiguration = { rules };
    await started.ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
    await pushImage(await login(started), 'a', '1.0.0');
    const there = seenFrom(started, { region: 'us-east-1', credentials: keysOf(partner) });
    await soon(async () => {
      expect(Object.values(await tagsByDigest(there.ecr))).toEqual([['1.0.0']]);
    });
  });
});

test('queues and topics have the account that STS returns', async () => {
  const { config, aws } = await startTestAws({ accountId: partner });
  const sqs = new SQSClient({ ...config, region: 'us-east-1' });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  expect(QueueUrl).toBe(`${aws.endpoint}/${partner}/jobs`);
  const asked = { QueueUrl, AttributeNames: ['QueueArn' as const] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
  expect(Attributes?.QueueArn).toBe(`arn:aws:sqs:us-east-1:${partner}:jobs`);
  const { TopicArn } = await new SNSClient(config).send(new CreateTopicCommand({ Name: 'alerts' }));
  expect(TopicArn).toBe(`arn:aws:sns:eu-west-1:${partner}:alerts`);
});

async function tokenOf({ ecr }: TestAws): Promise<string> {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  return authorizationData?.[0]?.authorizationToken ?? '';
}

/** What a client gets that asks a host by name; fetch would not send another than the endpoint's. */
async function statusAt({ aws }: TestAws, host: string, token?: string): Promise<number> {
  const { request } = await import('node:http');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { host: `${host}:${aws.port}`, authorization: `Basic ${token}` };
  const asked = request(`${aws.endpoint}/v2/`, { headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  asked.on('error', reject).end();
  return promise;
}
