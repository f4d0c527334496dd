import { expect, test } from 'vitest';
import { needsOf } from '../../../local/iam/needs.ts';

const place = { accountId: '123456789012', region: 'eu-west-1' };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:123456789012:${rest}`;
const repository = arn('ecr', 'repository/team-a/web');

/** Service Authorization Reference of each service: actions with their types of resource. */
test.each<[string, string, unknown, string, string[]]>([
  ['ecr', 'PutImage', {}, repository, [`ecr:PutImage ${repository}`]],
  [
    'ecr',
    'DescribeRepositories',
    {},
    '*',
    [`ecr:DescribeRepositories ${arn('ecr', 'repository/*')}`],
  ],
  [
    'ecr',
    'BatchGetRepositoryScanningConfiguration',
    { repositoryNames: ['a', 'b'] },
    '*',
    ['a', 'b'].map(
      (name) => `ecr:BatchGetRepositoryScanningConfiguration ${arn('ecr', `repository/${name}`)}`,
    ),
  ],
  ['ecr', 'GetAuthorizationToken', {}, '*', ['ecr:GetAuthorizationToken *']],
  ['ecr', 'PutRegistryPolicy', { policyText: '{}' }, '*', ['ecr:PutRegistryPolicy *']],
  ['apprunner', 'ListServices', {}, '*', ['apprunner:ListServices *']],
  ['batch', 'DescribeJobDefinitions', {}, '*', ['batch:DescribeJobDefinitions *']],
  ['sagemaker', 'ListEndpoints', {}, '*', ['sagemaker:ListEndpoints *']],
  ...(
    [
      ['Endpoint', 'endpoint'],
      ['InferenceComponent', 'inference-component'],
      ['Model', 'model'],
      ['TrainingJob', 'training-job'],
      ['ProcessingJob', 'processing-job'],
    ] as const
  ).map(([kind, type]): [string, string, unknown, string, string[]] => [
    'sagemaker',
    `Describe${kind}`,
    { [`${kind}Name`]: 'a' },
    '*',
    [`sagemaker:Describe${kind} ${arn('sagemaker', `${type}/a`)}`],
  ]),
  [
    'dynamodb',
    'GetItem',
    { TableName: 't' },
    '',
    [`dynamodb:GetItem ${arn('dynamodb', 'table/t')}`],
  ],
  [
    'dynamodb',
    'Scan',
    { TableName: arn('dynamodb', 'table/t') },
    '',
    [`dynamodb:Scan ${arn('dynamodb', 'table/t')}`],
  ],
  [
    'dynamodb',
    'Query',
    { TableName: 't', IndexName: 'by-day' },
    '',
    [`dynamodb:Query ${arn('dynamodb', 'table/t/index/by-day')}`],
  ],
  [
    'dynamodb',
    'BatchWriteItem',
    { RequestItems: { t: [], u: [] } },
    '',
    ['t', 'u'].map((it) => `dynamodb:BatchWriteItem ${arn('dynamodb', `table/${it}`)}`),
  ],
  [
    'dynamodb',
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 't' } }, { ConditionCheck: { TableName: 'u' } }] },
    '',
    [
      `dynamodb:PutItem ${arn('dynamodb', 'table/t')}`,
      `dynamodb:ConditionCheckItem ${arn('dynamodb', 'table/u')}`,
    ],
  ],
  ['dynamodb', 'ListTables', {}, '', ['dynamodb:ListTables *']],
  ['s3', 'ListBuckets', {}, '/', ['s3:ListAllMyBuckets *']],
  ['s3', 'ListObjectsV2', {}, '/b?list-type=2&prefix=a', ['s3:ListBucket arn:aws:s3:::b']],
  ['s3', 'HeadObject', {}, '/b/k', ['s3:GetObject arn:aws:s3:::b/k']],
  ['s3', 'UploadPart', {}, '/b/k?partNumber=1&uploadId=2', ['s3:PutObject arn:aws:s3:::b/k']],
  [
    's3',
    'AbortMultipartUpload',
    {},
    '/b/k?uploadId=2',
    ['s3:AbortMultipartUpload arn:aws:s3:::b/k'],
  ],
  ['s3', 'DeleteObjects', {}, '/b?delete', ['s3:DeleteObject arn:aws:s3:::b/*']],
  [
    's3',
    'CopyObject',
    { copySource: '/from/a%20b' },
    '/b/k',
    ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObject arn:aws:s3:::from/a b'],
  ],
  ['sns', 'PublishBatch', { TopicArn: arn('sns', 't') }, '/', [`sns:Publish ${arn('sns', 't')}`]],
  ['sns', 'ListTopics', {}, '/', ['sns:ListTopics *']],
  [
    'sqs',
    'SendMessageBatch',
    { QueueUrl: 'http://x/1/q' },
    '/',
    [`sqs:SendMessage ${arn('sqs', 'q')}`],
  ],
  ['sts', 'GetCallerIdentity', {}, '*', []],
  ['sts', 'AssumeRole', {}, 'arn:aws:iam::1:role/r', ['sts:AssumeRole arn:aws:iam::1:role/r']],
  [
    'secretsmanager',
    'DescribeSecret',
    {},
    arn('secretsmanager', 'secret:a-AbCdEf'),
    [`secretsmanager:DescribeSecret ${arn('secretsmanager', 'secret:a-AbCdEf')}`],
  ],
  [
    'secretsmanager',
    'CreateSecret',
    {},
    'a',
    [`secretsmanager:CreateSecret ${arn('secretsmanager', 'secret:a')}`],
  ],
  ['secretsmanager', 'ListSecrets', {}, '*', ['secretsmanager:ListSecrets *']],
  ['ecs', 'ListTasks', { cluster: arn('ecs', 'cluster/c') }, '*', ['ecs:ListTasks *']],
  [
    'ecs',
    'DescribeTasks',
    { tasks: [arn('ecs', 'task/c/1')] },
    '*',
    [`ecs:DescribeTasks ${arn('ecs', 'task/c/1')}`],
  ],
  [
    'ecs',
    'DescribeServiceDeployments',
    { serviceDeploymentArns: ['1', '2'].map((it) => arn('ecs', `service-deployment/c/s/${it}`)) },
    '*',
    ['service-deployment/c/s/1', 'service-deployment/c/s/2', 'service/c/s'].map(
      (it) => `ecs:DescribeServiceDeployments ${arn('ecs', it)}`,
    ),
  ],
  [
    'ecs',
    'DescribeServiceRevisions',
    { serviceRevisionArns: [arn('ecs', 'service-revision/c/s/1')] },
    '*',
    ['service-revision/c/s/1', 'service/c/s'].map(
      (it) => `ecs:DescribeServiceRevisions ${arn('ecs', it)}`,
    ),
  ],
  ['lambda', 'ListFunctions', {}, '*', ['lambda:ListFunctions *']],
  [
    'lambda',
    'GetFunction',
    { FunctionName: 'f' },
    '*',
    [`lambda:GetFunction ${arn('lambda', 'function:f')}`],
  ],
  [
    'events',
    'PutEvents',
    {},
    'event-bus/default',
    [`events:PutEvents ${arn('events', 'event-bus/default')}`],
  ],
  ['other', 'Do', {}, '*', ['other:Do *']],
])('%s %s %j on %s', (service, operation, input, resource, expected) => {
  const needs = needsOf({ service, operation, input, resource, ...place });
  expect(needs.map((need) => `${need.action} ${need.resource}`)).toEqual(expected);
});

test('the conditions that lists have', () => {
  const cluster = arn('ecs', 'cluster/c');
  expect(
    needsOf({
      service: 'ecs',
      operation: 'ListServices',
      input: { cluster },
      resource: '*',
      ...place,
    }),
  ).toMatchObject([{ context: { 'ecs:cluster': cluster } }]);
  const list = { service: 's3', operation: 'ListObjectsV2', input: {}, ...place };
  expect(needsOf({ ...list, resource: '/b?list-type=2&prefix=a%2F' })).toMatchObject([
    { context: { 's3:prefix': 'a/' } },
  ]);
});

test('ARNs are of the partition of the region', () => {
  const call = {
    service: 'dynamodb',
    operation: 'GetItem',
    input: { TableName: 't' },
    resource: '',
  };
  expect(needsOf({ ...call, accountId: '1', region: 'cn-north-1' })[0]?.resource).toBe(
    'arn:aws-cn:dynamodb:cn-north-1:1:table/t',
  );
});
