// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of CloudFormation and of the framework
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../../local/aws.ts';
import { provision } from '../../../../local/stack/storage.ts';
import { type DeclaredStack, declareStack } from '../../../../local/stack/template/resources.ts';
import { startStandIn } from '../stand-in.ts';

let aws: LocalAws;
let declared: DeclaredStack;

const template = {
  Parameters: { Colour: { Type: 'String', Default: 'green' } },
  Resources: {
    Store: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Colour' } } },
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 77 } },
    News: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: 'news',
        Subscription: [{ Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Jobs', 'Arn'] } }],
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    OnDashpushLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'own-name' },
    },
    OnDashpushVersion: {
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: { Ref: 'OnDashpushLambdaFunction' } },
    },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        Name: 'live',
        FunctionName: { 'Fn::GetAtt': ['OnDashpushLambdaFunction', 'Arn'] },
        FunctionVersion: { 'Fn::GetAtt': ['OnDashpushVersion', 'Version'] },
      },
    },
    Role: { Type: 'AWS::IAM::Role' },
    Named: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'steward', Path: '/teams/' } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Dimensions: [{ Ref: 'Store' }] } },
  },
};

const declare = (changed: object = template, parameters?: Record<string, string>) =>
  declareStack(
    {
      name: 'shop-test',
      template: changed as Record<string, unknown>,
      ...(parameters && { parameters }),
    },
    aws,
  );

beforeAll(async () => {
  aws = await startStandIn();
  declared = declare();
  await provision(aws, declared);
});

afterAll(() => aws.close());

const resolved = (value: unknown) => declared.resolve(value, 'here');

it('makes buckets, topics and queues under their own names or generated ones', () => {
  expect(declared.resources).toMatchObject({
    Store: { type: 'AWS::S3::Bucket', name: 'green', arn: 'arn:aws:s3:::green', ref: 'green' },
    Jobs: { name: 'shop-test-jobs', arn: 'arn:aws:sqs:eu-west-1:000000000000:shop-test-jobs' },
    News: { name: 'news', ref: 'arn:aws:sns:eu-west-1:000000000000:news' },
    Table: { type: 'AWS::DynamoDB::Table', name: 'shop-test-table' },
    Role: { name: 'shop-test-role', arn: 'arn:aws:iam::000000000000:role/shop-test-role' },
    Named: { ref: 'steward', arn: 'arn:aws:iam::000000000000:role/teams/steward' },
    Alarm: { properties: { Dimensions: ['green'] } },
  });
  expect(aws.storage.inspectQueue('shop-test-jobs')?.attributes).toMatchObject({
    VisibilityTimeout: '77',
  });
});

it('gives a queue a URL that the SDK can send to', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({ endpoint: aws.endpoint, region: aws.region, credentials });
  const QueueUrl = String(resolved({ Ref: 'Jobs' }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'sent' }));
  const bodies = aws.storage.inspectQueue('shop-test-jobs')?.messages.ready.map(({ body }) => body);
  expect(bodies).toContain('sent');
});

it('subscribes queues to topics', () => {
  aws.storage.publish('news', 'published', { region: aws.region });
  const queue = aws.storage.inspectQueue('shop-test-jobs');
  const bodies = queue?.messages.ready.map(({ body }) => body) ?? [];
  expect(bodies.some((body) => body.includes('published'))).toBe(true);
});

it.each([
  [{ Ref: 'AWS::StackName' }, 'shop-test'],
  [{ Ref: 'Colour' }, 'green'],
  [{ Ref: 'OnDashpushLambdaFunction' }, 'own-name'],
  [{ Ref: 'Live' }, 'arn:aws:lambda:eu-west-1:000000000000:function:own-name:live'],
  [{ 'Fn::GetAtt': ['OnDashpushVersion', 'Version'] }, '1'],
  [{ 'Fn::GetAtt': 'Store.Arn' }, 'arn:aws:s3:::green'],
  [{ 'Fn::GetAtt': ['News', 'TopicName'] }, 'news'],
  [
    { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    'arn:aws:dynamodb:eu-west-1:000000000000:table/shop-test-table/stream/local',
  ],
  [{ 'Fn::Sub': '${Store}/${Jobs.QueueName}/${!Literal}' }, 'green/shop-test-jobs/${Literal}'],
  [{ 'Fn::Sub': ['${a}-${AWS::Partition}', { a: { Ref: 'Store' } }] }, 'green-aws'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Store' }]] }, 'a-green'],
  [{ 'Fn::Select': [1, ['a', { Ref: 'Store' }]] }, 'green'],
  [
    { deep: [{ Ref: 'Store' }], plain: null },
    { deep: ['green'], plain: null },
  ],
])('resolves %j', (value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

it.each([
  [
    {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { Policies: [{ 'Fn::GetAtt': ['Queue', 'Arn'] }] },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { A: { 'Fn::Sub': '${Role.Arn}' } } },
    },
    'Resources.Role: circular dependency: Role → Queue → Role',
  ],
  [
    {
      One: { Type: 'AWS::SQS::Queue', DependsOn: 'Two' },
      Two: { Type: 'AWS::SQS::Queue', DependsOn: ['Three'] },
      Three: { Type: 'AWS::SQS::Queue', Properties: { A: { Ref: 'One' } } },
    },
    'Resources.One: circular dependency: One → Two → Three → One',
  ],
  [
    { One: { Type: 'AWS::SQS::Queue', DependsOn: 'Two' } },
    'Resources.One.DependsOn: there is no resource Two',
  ],
])('%j is refused: %s', (resources, message) => {
  expect(() => declare({ Resources: resources })).toThrow(message);
});

it('is provisioned again on the same AWS', async () => {
  aws.storage.sendMessage('shop-test-jobs', 'still there', { region: aws.region });
  await provision(aws, declare());
  const bodies = aws.storage.inspectQueue('shop-test-jobs')?.messages.ready.map(({ body }) => body);
  expect(bodies).toContain('still there');
});

it('has the queue URL that the local AWS gives it', () => {
  expect(declared.resources.Jobs?.ref).toBe(aws.storage.inspectQueue('shop-test-jobs')?.url);
});

it.each([
  [{ Type: 'AWS::EC2::Instance' }, 'Resources.It: AWS::EC2::Instance is not supported locally'],
  [{ Properties: {} }, 'Resources.It: has no Type'],
  [
    { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'It' } } },
    'Resources.It: its name depends on itself',
  ],
  [
    { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { Ref: 'Key' } } },
    'Resources.It.Properties.KmsMasterKeyId: Ref "Key" names nothing; there is It',
  ],
  [
    { Type: 'AWS::SNS::Topic', Properties: { A: [{ 'Fn::ImportValue': 'x' }] } },
    'Resources.It.Properties.A[0]: Fn::ImportValue is not supported locally',
  ],
  [
    { Type: 'AWS::SQS::Queue', Properties: { A: { 'Fn::GetAtt': 'It.Url' } } },
    'Resources.It.Properties.A: Fn::GetAtt "It.Url" names nothing',
  ],
  [
    { Type: 'AWS::IAM::Role', Properties: { A: { 'Fn::GetAtt': 'It.Nothing' } } },
    'Resources.It.Properties.A: Fn::GetAtt "It.Nothing" names nothing',
  ],
  [
    { Type: 'AWS::SQS::Queue', Properties: { A: { 'Fn::Sub': 'x-${Nothing}' } } },
    'Resources.It.Properties.A: ${Nothing} in Fn::Sub names nothing',
  ],
])('%j is refused: %s', (resource, message) => {
  expect(() => declare({ Resources: { It: resource } })).toThrow(message);
});

describe('a template with conditions', () => {
  const queues = {
    Parameters: { Watch: { Type: 'String', Default: 'false', AllowedValues: ['true', 'false'] } },
    Conditions: { Watched: { 'Fn::Equals': [{ Ref: 'Watch' }, 'true'] } },
    Resources: {
      Maybe: { Type: 'AWS::SQS::Queue', Condition: 'Watched' },
      Always: { Type: 'AWS::SQS::Queue' },
    },
    Outputs: {
      MaybeUrl: { Condition: 'Watched', Value: { Ref: 'Maybe' } },
      Name: {
        Value: {
          'Fn::If': [
            'Watched',
            { 'Fn::GetAtt': 'Maybe.QueueName' },
            { 'Fn::GetAtt': 'Always.QueueName' },
          ],
        },
      },
    },
  };
  it('makes what its parameters ask for, and has its outputs', () => {
    const made = declare(queues, { Watch: 'true' });
    expect(Object.keys(made.resources)).toContain('Maybe');
    expect(made.outputs).toEqual({
      MaybeUrl: made.resources.Maybe?.ref,
      Name: 'shop-test-maybe',
    });
  });

  it('leaves out what they do not ask for', () => {
    const made = declare(queues);
    expect(Object.keys(made.resources)).not.toContain('Maybe');
    expect(made.outputs).toEqual({ Name: 'shop-test-always' });
  });

  it('is refused with a value that is not allowed', () => {
    expect(() => declare(queues, { Watch: 'yes' })).toThrow(
      'Parameters.Watch: "yes" must be one of [true, false]',
    );
  });

  it('is refused where it refers to what is not made', () => {
    const referring = { ...queues, Outputs: { Url: { Value: { Ref: 'Maybe' } } } };
    expect(() => declare(referring)).toThrow(
      'Outputs.Url.Value: Ref "Maybe": its condition Watched does not hold',
    );
  });
});
