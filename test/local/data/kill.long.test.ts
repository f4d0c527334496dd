import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs, { cpSync, globSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  DeleteRepositoryCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAccountSettingCommand,
  GetSigningConfigurationCommand,
  ListPullTimeUpdateExclusionsCommand,
  ListTagsForResourceCommand,
  PutAccountSettingCommand,
  PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand as TagSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startLocalAws } from '../../../local/aws.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { base, login, pushImage, sha } from '../distribution/client.ts';
import { createRepository, manifest, put, repositoryName, tagsByDigest } from '../images.ts';
import { clientConfig, refusal, type TestAws } from '../start.ts';

/** All clients of an AWS. */
function clientsOf(aws: { endpoint: string; region: string }) {
  const config = clientConfig(aws);
  return {
    aws: aws as TestAws['aws'],
    config,
    ecr: new ECRClient(config),
    virginia: new ECRClient({ ...config, region: 'us-east-1' }),
    secretsManager: new SecretsManagerClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
  };
}

type Clients = ReturnType<typeof clientsOf>;

/** An AWS of a process of its own, over a data folder. */
async function startOver(data: string): Promise<{ clients: Clients; child: ChildProcess }> {
  const child = fork(join(import.meta.dirname, 'fixtures/serves.ts'), [data]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [message] = await once(child, 'message');
  return { clients: clientsOf(message), child };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const TableName = 'ledger';
const QueueUrl = async ({ sqs }: Clients) =>
  (await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl;
const resourceArn = `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`;
const tags = async ({ ecr }: Clients) =>
  Object.values(await tagsByDigest(ecr))
    .flat()
    .sort();

const signing = { signingProfileArn: 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/ci' };
const principalArn = 'arn:aws:iam::123456789012:role/scanner';
const RotationLambdaARN = 'arn:aws:lambda:eu-west-1:123456789012:function:rotates';
const secretPolicy = JSON.stringify({
  Statement: [
    {
      ...{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
      Principal: { AWS: 'arn:aws:iam::210987654321:root' },
    },
  ],
});

/** What is written, and what is read of it after the kill. Each finds what those before it left. */
const writes: readonly [
  what: string,
  write: (clients: Clients) => Promise<unknown>,
  read: (clients: Clients) => Promise<unknown>,
  expected: unknown,
][] = [
  [
    'a repository',
    ({ ecr }) => createRepository(ecr),
    async ({ ecr }) =>
      (await ecr.send(new DescribeRepositoriesCommand({}))).repositories?.map(
        ({ repositoryName }) => repositoryName,
      ),
    [repositoryName],
  ],
  ['an image', ({ ecr }) => put(ecr, manifest('a'), '1.0.0'), tags, ['1.0.0']],
  [
    'a push with layers',
    async (clients) => pushImage(await login(clients), 'pushed', '2.0.0'),
    async (clients) => {
      const send = await login(clients);
      return [
        await (await send('GET', `${base}/blobs/${sha('layer pushed')}`)).text(),
        ...(await tags(clients)),
      ];
    },
    ['layer pushed', '1.0.0', '2.0.0'],
  ],
  [
    'a tag that has moved',
    ({ ecr }) => put(ecr, manifest('b'), '1.0.0'),
    ({ ecr }) => tagsByDigest(ecr),
    expect.objectContaining({ [sha(manifest('a'))]: [], [sha(manifest('b'))]: ['1.0.0'] }),
  ],
  [
    'a tag that was deleted',
    ({ ecr }) =>
      ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag: '2.0.0' }] })),
    tags,
    ['1.0.0'],
  ],
  [
    'a resource tag',
    ({ ecr }) =>
      ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'team', Value: 'a' }] })),
    async ({ ecr }) => (await ecr.send(new ListTagsForResourceCommand({ resourceArn }))).tags,
    [{ Key: 'team', Value: 'a' }],
  ],
  [
    'a cache rule',
    ({ ecr }) =>
      ecr.send(
        new CreatePullThroughCacheRuleCommand({
          ecrRepositoryPrefix: 'quay',
          upstreamRegistryUrl: 'quay.io',
        }),
      ),
    async ({ ecr }) =>
      (await ecr.send(new DescribePullThroughCacheRulesCommand({}))).pullThroughCacheRules?.length,
    1,
  ],
  [
    'a secret',
    ({ secretsManager }) =>
      secretsManager.send(new CreateSecretCommand({ Name: 'hub', SecretString: 'xyzzy' })),
    async ({ secretsManager }) =>
      (await secretsManager.send(new GetSecretValueCommand({ SecretId: 'hub' }))).SecretString,
    'xyzzy',
  ],
  [
    'a signing configuration',
    ({ ecr }) =>
      ecr.send(new PutSigningConfigurationCommand({ signingConfiguration: { rules: [signing] } })),
    async ({ ecr }) =>
      (await ecr.send(new GetSigningConfigurationCommand({}))).signingConfiguration,
    { rules: [signing] },
  ],
  [
    'an account setting',
    ({ ecr }) =>
      ecr.send(new PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'ENABLED' })),
    async ({ ecr }) =>
      (await ecr.send(new GetAccountSettingCommand({ name: 'BLOB_MOUNTING' }))).value,
    'ENABLED',
  ],
  [
    'a principal whose pulls do not count',
    ({ ecr }) => ecr.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn })),
    async ({ ecr }) =>
      (await ecr.send(new ListPullTimeUpdateExclusionsCommand({}))).pullTimeUpdateExclusions,
    [principalArn],
  ],
  [
    'what is set on a secret',
    async ({ secretsManager }) => {
      const policy = { SecretId: 'hub', ResourcePolicy: secretPolicy };
      await secretsManager.send(new PutResourcePolicyCommand(policy));
      const Tags = [{ Key: 'team', Value: 'a' }];
      await secretsManager.send(new TagSecretCommand({ SecretId: 'hub', Tags }));
      await secretsManager.send(
        new RotateSecretCommand({
          ...{ SecretId: 'hub', RotationLambdaARN, RotateImmediately: false },
          RotationRules: { AutomaticallyAfterDays: 30 },
        }),
      );
    },
    async ({ secretsManager }) => {
      const hub = { SecretId: 'hub' };
      return {
        ...(await secretsManager.send(new DescribeSecretCommand(hub))),
        ...(await secretsManager.send(new GetResourcePolicyCommand(hub))),
      };
    },
    expect.objectContaining({
      Tags: [{ Key: 'team', Value: 'a' }],
      ResourcePolicy: secretPolicy,
      ...{ RotationEnabled: true, RotationLambdaARN },
      RotationRules: { AutomaticallyAfterDays: 30 },
    }),
  ],
  [
    'a secret that was deleted',
    ({ secretsManager }) =>
      secretsManager.send(
        new DeleteSecretCommand({ SecretId: 'hub', ForceDeleteWithoutRecovery: true }),
      ),
    async ({ secretsManager }) =>
      (await refusal(secretsManager.send(new GetSecretValueCommand({ SecretId: 'hub' })))).name,
    'ResourceNotFoundException',
  ],
  [
    'a repository in another region',
    ({ virginia }) => createRepository(virginia),
    async ({ virginia }) =>
      (await virginia.send(new DescribeRepositoriesCommand({}))).repositories?.length,
    1,
  ],
  [
    'a repository that was deleted',
    ({ virginia }) => virginia.send(new DeleteRepositoryCommand({ repositoryName })),
    async ({ virginia }) => (await virginia.send(new DescribeRepositoriesCommand({}))).repositories,
    [],
  ],
  [
    'an object',
    async ({ s3 }) => {
      await s3.send(new CreateBucketCommand({ Bucket: 'inventory' }));
      await s3.send(new PutObjectCommand({ Bucket: 'inventory', Key: 'k', Body: 'kept' }));
    },
    async ({ s3 }) => {
      const object = await s3.send(new GetObjectCommand({ Bucket: 'inventory', Key: 'k' }));
      return object.Body?.transformToString();
    },
    'kept',
  ],
  [
    'an item',
    async ({ dynamodb }) => {
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
      await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60 }, { TableName });
      await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' } } }));
    },
    async ({ dynamodb }) =>
      (await dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }))).Item,
    { id: { S: 'a' } },
  ],
  [
    'a message',
    async (clients) => {
      await clients.sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
      const message = { QueueUrl: await QueueUrl(clients), MessageBody: 'kept' };
      await clients.sqs.send(new SendMessageCommand(message));
    },
    async (clients) => {
      const asked = { QueueUrl: await QueueUrl(clients), VisibilityTimeout: 0 };
      const { Messages } = await clients.sqs.send(new ReceiveMessageCommand(asked));
      return Messages?.map(({ Body }) => Body);
    },
    ['kept'],
  ],
];

/** What a kill would leave at this moment: all that is out of the process's hands. */
async function leftOf(data: string): Promise<string> {
  const left = await temporaryFolder();
  cpSync(data, left, { recursive: true });
  return left;
}

/** What an AWS reads over a folder. */
async function readFrom<Result>(data: string, read: (clients: Clients) => Promise<Result>) {
  const aws = await startLocalAws({ data });
  return read(clientsOf(aws)).finally(aws.close);
}

test('every answered change is in a file', async () => {
  const data = await temporaryFolder();
  const aws = await startLocalAws({ data });
  onTestFinished(aws.close);
  for (const [what, write, read, expected] of writes) {
    await write(clientsOf(aws));
    expect(await readFrom(await leftOf(data), read), what).toEqual(expected);
  }
});

test('kill -9 right after a push loses nothing, and the journal continues', async () => {
  const data = await temporaryFolder();
  for (const name of ['one', 'two', 'three']) {
    const { clients, child } = await startOver(data);
    if (name === 'one') await createRepository(clients.ecr);
    await pushImage(await login(clients), name, name);
    await kill(child);
  }
  expect(await readFrom(data, tags)).toEqual(['one', 'three', 'two']);
});

/** A folder with two acknowledged images, as a kill leaves it, and its journal. */
async function journalOfTwo() {
  const data = await temporaryFolder();
  const aws = await startLocalAws({ data });
  const { ecr } = clientsOf(aws);
  await createRepository(ecr);
  for (const name of ['one', 'two']) await put(ecr, manifest(name), name);
  const left = await leftOf(data);
  await aws.close();
  const [journal = ''] = globSync(join(left, 'regions/*/*/journal-*'));
  return { left, journal };
}

test('a change that was being written when the process was killed is dropped, the others are kept', async () => {
  const { left, journal } = await journalOfTwo();
  truncateSync(journal, statSync(journal).size - 1);
  expect(await readFrom(left, tags)).toEqual(['one']);
});

test('a journal that is damaged is refused, and stays as it is', async () => {
  const { left, journal } = await journalOfTwo();
  const damaged = readFileSync(journal, 'utf8').replace('"one"', '"six"').replace('one', 'six');
  writeFileSync(journal, damaged);
  await expect(startLocalAws({ data: left })).rejects.toThrow(/journal-\d+: choose another folder/);
  expect(readFileSync(journal, 'utf8')).toBe(damaged);
});

test('a change that cannot be stored is not answered', async () => {
  const data = await temporaryFolder();
  const aws = await startLocalAws({ data });
  onTestFinished(aws.close);
  const { ecr } = clientsOf(aws);
  const warned = once(process, 'warning');
  vi.spyOn(fs, 'writeSync').mockImplementationOnce(() => {
    throw new Error('ENOSPC: no space left on device, write');
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });
  await expect(createRepository(ecr)).rejects.toThrow(/hang up|ECONNRESET/);
  expect(String(await warned)).toContain('no space left');
  await put(ecr, manifest('a'), 'kept');
  expect(await readFrom(await leftOf(data), tags)).toEqual(['kept']);
});
