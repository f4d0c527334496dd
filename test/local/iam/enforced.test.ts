import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCreationTemplateCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  ListImagesCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { createRepositories } from '../../support/images.ts';
import { refusal, startTestAws } from '../start.ts';

const account = '123456789012';
const roleArn = `arn:aws:iam::${account}:role/team/reader`;
const who = `arn:aws:sts::${account}:assumed-role/reader/session`;
const ecrArn = (name: string) => `arn:aws:ecr:eu-west-1:${account}:repository/${name}`;

type Statement = Record<string, unknown>;

const allow = (Action: string | string[], Resource: string | string[] = '*'): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A local AWS with a role, and clients with a session of it. */
async function startAs(statements: Statement[], options: LocalAwsOptions = {}, Policy?: string) {
  const started = await startTestAws(options);
  const { aws, config } = started;
  const document = { Version: '2012-10-17', Statement: statements };
  aws.permissions.declareRole(roleArn, { identity: [document] });
  const sts = new STSClient(config);
  const request = { RoleArn: roleArn, RoleSessionName: 'session', ...(Policy && { Policy }) };
  const { Credentials } = await sts.send(new AssumeRoleCommand(request));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const session = { ...config, credentials, forcePathStyle: true };
  return { ...started, session, as: new ECRClient(session) };
}

function denied(
  action: string,
  resource: string,
  why = `because no identity-based policy allows the ${action} action`,
) {
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

test('a role may do what its policy allows, on the resources that it names', async () => {
  const { as, ecr } = await startAs([allow('ecr:ListImages', ecrArn('team-a/*'))]);
  await createRepositories(ecr, 'team-a/web', 'team-b/web');
  await as.send(new ListImagesCommand({ repositoryName: 'team-a/web' }));
  expect(await refusal(as.send(new ListImagesCommand({ repositoryName: 'team-b/web' })))).toEqual({
    name: 'AccessDeniedException',
    message: denied('ecr:ListImages', ecrArn('team-b/web')),
    status: 400,
  });
  // ECR does not reveal whether a repository exists to those who may not ask.
  const missing = await refusal(as.send(new ListImagesCommand({ repositoryName: 'other' })));
  expect(missing.message).toBe(denied('ecr:ListImages', ecrArn('other')));
});

test('a list of all repositories needs all of them, the registry `*`', async () => {
  const { as, ecr } = await startAs([
    allow('ecr:DescribeRepositories', ecrArn('team-a/*')),
    allow('ecr:DescribePullThroughCacheRules', ecrArn('*')),
  ]);
  await createRepositories(ecr, 'team-a/web', 'team-b/web');
  const described = (...repositoryNames: string[]) =>
    as.send(new DescribeRepositoriesCommand(repositoryNames.length > 0 ? { repositoryNames } : {}));
  await described('team-a/web');
  expect(await refusal(described())).toMatchObject({
    message: denied('ecr:DescribeRepositories', ecrArn('*')),
  });
  expect(await refusal(described('team-a/web', 'team-b/web'))).toMatchObject({
    message: denied('ecr:DescribeRepositories', ecrArn('team-b/web')),
  });
  expect(await refusal(as.send(new DescribePullThroughCacheRulesCommand({})))).toMatchObject({
    message: denied('ecr:DescribePullThroughCacheRules', '*'),
  });
});

test('each service refuses with its own error', async () => {
  const { aws, session, secretsManager, config } = await startAs([]);
  const calls = async (run: Promise<unknown>) => await refusal(run);
  aws.storage.createBucket('bucket');
  const { topicArn } = aws.storage.createTopic('news');
  const { queueUrl } = aws.storage.createQueue('jobs');
  const table = await new DynamoDBClient(config).send(
    new CreateTableCommand({
      TableName: 'table',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  expect(table.TableDescription?.TableName).toBe('table');
  const secret = await secretsManager.send(
    new CreateSecretCommand({ Name: 'ecr-pullthroughcache/hub', SecretString: 'never shown' }),
  );
  const s3 = new S3Client(session);
  const sdb = new DynamoDBClient(session);
  const tableArn = `arn:aws:dynamodb:eu-west-1:${account}:table/table`;

  expect(await calls(s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a/b c' })))).toEqual({
    name: 'AccessDenied',
    message: denied(
      's3:GetObject',
      '"arn:aws:s3:::bucket/a/b c"',
      'because no identity-based policy allows the s3:GetObject action',
    ),
    status: 403,
  });
  expect(await calls(s3.send(new ListObjectsV2Command({ Bucket: 'bucket' })))).toMatchObject({
    message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::bucket" '),
  });
  expect(
    await calls(sdb.send(new GetItemCommand({ TableName: 'table', Key: { id: { S: '1' } } }))),
  ).toEqual({
    name: 'AccessDeniedException',
    message: denied('dynamodb:GetItem', tableArn),
    status: 400,
  });
  const query = { TableName: 'table', IndexName: 'by-day', KeyConditionExpression: 'x = y' };
  expect(await calls(sdb.send(new QueryCommand(query)))).toMatchObject({
    message: denied('dynamodb:Query', `${tableArn}/index/by-day`),
  });
  expect(
    await calls(
      new SNSClient(session).send(new PublishCommand({ TopicArn: topicArn, Message: 'x' })),
    ),
  ).toMatchObject({
    name: 'AuthorizationErrorException',
    message: denied(
      'SNS:Publish',
      topicArn,
      'because no identity-based policy allows the SNS:Publish action',
    ),
    status: 403,
  });
  expect(
    await calls(
      new SQSClient(session).send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' })),
    ),
  ).toMatchObject({ message: denied('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${account}:jobs`) });
  expect(
    await calls(
      new SecretsManagerClient(session).send(
        new GetSecretValueCommand({ SecretId: 'ecr-pullthroughcache/hub' }),
      ),
    ),
  ).toMatchObject({ message: denied('secretsmanager:GetSecretValue', secret.ARN ?? '') });
  expect(
    await calls(new LambdaClient(session).send(new GetFunctionCommand({ FunctionName: 'f' }))),
  ).toMatchObject({
    name: 'AccessDeniedException',
    message: denied('lambda:GetFunction', `arn:aws:lambda:eu-west-1:${account}:function:f`),
    status: 403,
  });
  const Entries = [{ Source: 'shop', DetailType: 'Sale', Detail: '{}' }];
  expect(
    await calls(new EventBridgeClient(session).send(new PutEventsCommand({ Entries }))),
  ).toMatchObject({
    message: denied('events:PutEvents', `arn:aws:events:eu-west-1:${account}:event-bus/default`),
  });
  const sts = new STSClient(session);
  const other = { RoleArn: `arn:aws:iam::${account}:role/other`, RoleSessionName: 'chained' };
  expect(await calls(sts.send(new AssumeRoleCommand(other)))).toMatchObject({
    name: 'AccessDenied',
    message: `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${other.RoleArn}`,
  });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: who });
});

test('what is refused changes nothing and is recorded as refused', async () => {
  const { as, aws, ecr } = await startAs([allow('ecr:Describe*')]);
  const events: unknown[] = [];
  aws.bus.subscribe((event) => void events.push(event.detail));
  const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
  await refusal(as.send(new CreatePullThroughCacheRuleCommand(rule)));
  const rules = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
  expect(rules.pullThroughCacheRules).toEqual([]);
  expect(events).toMatchObject([
    {
      eventName: 'CreatePullThroughCacheRule',
      errorCode: 'AccessDeniedException',
      userIdentity: { arn: who, sessionContext: { sessionIssuer: { arn: roleArn } } },
    },
  ]);
});

test('a policy of a repository counts: it grants, and its deny goes before all', async () => {
  const { as, ecr } = await startAs([allow('ecr:ListImages')]);
  await createRepositories(ecr, 'team-a/web');
  const put = (Effect: string, Action: string) => {
    const Statement = [{ Sid: 'x', Effect, Principal: { AWS: roleArn }, Action }];
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
    return ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'team-a/web', policyText }));
  };
  const named = { repositoryNames: ['team-a/web'] };
  await put('Allow', 'ecr:DescribeRepositories');
  await as.send(new DescribeRepositoriesCommand(named));
  await put('Deny', 'ecr:ListImages');
  expect(
    await refusal(as.send(new ListImagesCommand({ repositoryName: 'team-a/web' }))),
  ).toMatchObject({
    message: denied(
      'ecr:ListImages',
      ecrArn('team-a/web'),
      'with an explicit deny in a resource-based policy',
    ),
  });
});

test('a policy of a secret counts', async () => {
  const { session, secretsManager } = await startAs([allow('secretsmanager:*')]);
  await secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: 'b' }));
  const deny = { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:Get*', Resource: '*' };
  const Condition = { ArnEquals: { 'aws:PrincipalArn': roleArn } };
  const ResourcePolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...deny, Condition }],
  });
  await secretsManager.send(new PutResourcePolicyCommand({ SecretId: 'a', ResourcePolicy }));
  const value = new GetSecretValueCommand({ SecretId: 'a' });
  expect(await refusal(new SecretsManagerClient(session).send(value))).toMatchObject({
    message: expect.stringMatching(
      /secret:a-\w{6} with an explicit deny in a resource-based policy$/,
    ),
  });
});

test('a session policy limits the session, a boundary the role', async () => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow('ecr:Describe*')] });
  const { as, aws } = await startAs([allow('ecr:*')], {}, Policy);
  await as.send(new DescribePullThroughCacheRulesCommand({}));
  expect(
    await refusal(as.send(new ListImagesCommand({ repositoryName: 'team-a/web' }))),
  ).toMatchObject({
    message: denied(
      'ecr:ListImages',
      ecrArn('team-a/web'),
      'because no session policy allows the ecr:ListImages action',
    ),
  });
  const declared = aws.permissions.documentsOf(roleArn);
  const boundary = { Version: '2012-10-17', Statement: allow('s3:*') };
  aws.permissions.declareRole(roleArn, { identity: declared?.identity ?? [], boundary });
  expect(await refusal(as.send(new DescribePullThroughCacheRulesCommand({})))).toMatchObject({
    message: denied(
      'ecr:DescribePullThroughCacheRules',
      '*',
      'because no permissions boundary allows the ecr:DescribePullThroughCacheRules action',
    ),
  });
});

test('an encrypted topic needs the use of its key, through SNS and for this topic', async () => {
  const key = `arn:aws:kms:eu-west-1:${account}:key/k`;
  const topicArn = `arn:aws:sns:eu-west-1:${account}:news`;
  const Condition = {
    StringLike: { 'kms:ViaService': 'sns.eu-west-1.*' },
    StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topicArn },
  };
  const use = { ...allow(['kms:GenerateDataKey*', 'kms:Decrypt'], key), Condition };
  const publish = allow('sns:Publish', topicArn);
  const { aws, session } = await startAs([publish]);
  aws.storage.createTopic('news');
  aws.permissions.encryptTopic(topicArn, key);
  const sns = new SNSClient(session);
  const send = () => sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'x' }));
  expect(await refusal(send())).toMatchObject({
    name: 'KMSAccessDeniedException',
    message: denied('kms:GenerateDataKey', key),
  });
  const declare = (...Statement: Statement[]) =>
    aws.permissions.declareRole(roleArn, { identity: [{ Version: '2012-10-17', Statement }] });
  declare(publish, use);
  await send();
  // A key whose policy does not leave it to the account.
  const administer = {
    ...allow('kms:*'),
    Principal: { AWS: `arn:aws:iam::${account}:role/admin` },
  };
  aws.permissions.declareResource(key, { Statement: administer }, true);
  expect(await refusal(send())).toMatchObject({
    message: denied(
      'kms:GenerateDataKey',
      key,
      'because no resource-based policy allows the kms:GenerateDataKey action',
    ),
  });
});

test('the first rule and template need the service-linked role, a custom role PassRole', async () => {
  const { as, aws } = await startAs([allow('ecr:*')]);
  const create = (prefix: string, customRoleArn?: string) =>
    as.send(
      new CreateRepositoryCreationTemplateCommand({
        ...{ prefix, appliedFor: ['PULL_THROUGH_CACHE'] },
        ...(customRoleArn && { customRoleArn }),
      }),
    );
  const linked = (service: string) => `arn:aws:iam::${account}:role/aws-service-role/${service}`;
  const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
  expect(await refusal(as.send(new CreatePullThroughCacheRuleCommand(rule)))).toMatchObject({
    message: denied(
      'iam:CreateServiceLinkedRole',
      `${linked('pullthroughcache.ecr.amazonaws.com')}/AWSServiceRoleForECRPullThroughCache`,
    ),
  });
  expect(await refusal(create('quay'))).toMatchObject({
    message: denied(
      'iam:CreateServiceLinkedRole',
      `${linked('ecr.amazonaws.com')}/AWSServiceRoleForECRTemplate`,
    ),
  });
  const link = {
    ...allow('iam:CreateServiceLinkedRole', linked('*')),
    Condition: { StringLike: { 'iam:AWSServiceName': '*ecr.amazonaws.com' } },
  };
  const declare = (...Statement: Statement[]) =>
    aws.permissions.declareRole(roleArn, { identity: [{ Version: '2012-10-17', Statement }] });
  declare(allow('ecr:*'), link);
  await as.send(new CreatePullThroughCacheRuleCommand(rule));
  await create('quay');
  const custom = `arn:aws:iam::${account}:role/custom`;
  expect(await refusal(create('other', custom))).toMatchObject({
    message: denied('iam:PassRole', custom),
  });
  const Condition = { StringEquals: { 'iam:PassedToService': 'ecr.amazonaws.com' } };
  declare(allow('ecr:*'), { ...allow('iam:PassRole', custom), Condition });
  await create('other', custom);
  declare(allow(['ecr:CreateRepositoryCreationTemplate']));
  expect(await refusal(create('third'))).toMatchObject({
    message: denied('ecr:CreateRepository', ecrArn('*')),
  });
});

test('a trust policy decides who may assume a role', async () => {
  const { session, aws } = await startAs([allow('sts:AssumeRole')]);
  const target = `arn:aws:iam::${account}:role/target`;
  const trust = (AWS: string) => ({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' },
  });
  const sts = new STSClient(session);
  const assume = () =>
    sts.send(new AssumeRoleCommand({ RoleArn: target, RoleSessionName: 'chained' }));
  aws.permissions.declareRole(target, { identity: [], trust: trust('444455556666') });
  expect(await refusal(assume())).toMatchObject({ name: 'AccessDenied' });
  aws.permissions.declareRole(target, { identity: [], trust: trust(account) });
  expect((await assume()).AssumedRoleUser?.Arn).toContain('assumed-role/target/chained');
});

test('with `iam: off` everybody may do everything', async () => {
  const { as } = await startAs([], { iam: 'off' });
  await as.send(new DescribeRepositoriesCommand({}));
});

test('who reads an object of an encrypted bucket needs its key, through S3', async () => {
  const key = `arn:aws:kms:eu-west-1:${account}:key/k`;
  const read = allow('s3:GetObject', 'arn:aws:s3:::uses/*');
  const decrypt = (service: string) => ({
    ...allow('kms:Decrypt', key),
    Condition: { StringLike: { 'kms:ViaService': `${service}.*.amazonaws.com*` } },
  });
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  const body = async (...statements: Statement[]) => {
    const { aws, config, session } = await startAs(statements);
    const object = { Bucket: 'uses', Key: 'a.json' };
    aws.storage.createBucket('uses');
    const admin = new S3Client({ ...config, forcePathStyle: true });
    await admin.send(new PutObjectCommand({ ...object, Body: '[]' }));
    aws.permissions.encryptBucket('arn:aws:s3:::uses', key);
    aws.permissions.declareResource(key, { Statement: { ...allow('kms:*'), Principal } }, true);
    const answer = await new S3Client(session).send(new GetObjectCommand(object));
    return answer.Body?.transformToString();
  };
  expect(await refusal(body(read))).toMatchObject({
    name: 'AccessDenied',
    message: denied('kms:Decrypt', `"${key}"`),
  });
  expect(await refusal(body(read, decrypt('sns')))).toMatchObject({ name: 'AccessDenied' });
  expect(await body(read, decrypt('s3'))).toBe('[]');
});
