// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of CloudFormation and of the framework
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { type ProvisionedResources, provision } from '../../../local/stack/resources.ts';
import { startStandIn } from './stand-in.ts';

let aws: LocalAws;
let provisioned: ProvisionedResources;

const configuration = {
  resources: [
    {
      Parameters: { Colour: { Type: 'String', Default: 'green' } },
      Resources: {
        Store: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Colour' } } },
        Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 77 } },
      },
    },
    {
      Resources: {
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
      },
    },
  ],
};

beforeAll(async () => {
  aws = await startStandIn();
  const service = { directory: '/', name: 'shop', stage: 'test', configuration };
  provisioned = provision(aws, service, [{ key: 'on-push', name: 'own-name' }]);
  await provisioned.ready;
});

afterAll(() => aws.close());

const resolved = (value: unknown) => provisioned.resolve(value, 'here');

it('makes buckets, topics and queues under their own names or generated ones', () => {
  expect(provisioned.resources).toMatchObject({
    Store: { type: 'AWS::S3::Bucket', name: 'green', arn: 'arn:aws:s3:::green', ref: 'green' },
    Jobs: { name: 'shop-test-jobs', arn: 'arn:aws:sqs:eu-west-1:000000000000:shop-test-jobs' },
    News: { name: 'news', ref: 'arn:aws:sns:eu-west-1:000000000000:news' },
    Table: { type: 'AWS::DynamoDB::Table', name: 'shop-test-table' },
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

it('is provisioned again on the same AWS', async () => {
  const service = { directory: '/', name: 'shop', stage: 'test', configuration };
  const again = provision(aws, service, []);
  await again.ready;
  expect(again.resources.Jobs).toEqual(provisioned.resources.Jobs);
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
  const service = (template: object) => ({
    ...{ directory: '/', name: 'maybe', stage: 'test' },
    configuration: { resources: template },
  });

  it('makes what its parameters ask for, and has its outputs', () => {
    const made = provision(aws, service(queues), [], { Watch: 'true' });
    expect(Object.keys(made.resources)).toContain('Maybe');
    expect(made.outputs).toEqual({
      MaybeUrl: made.resources.Maybe?.ref,
      Name: 'maybe-test-maybe',
    });
  });

  it('leaves out what they do not ask for', () => {
    const made = provision(aws, service(queues), []);
    expect(Object.keys(made.resources)).not.toContain('Maybe');
    expect(made.outputs).toEqual({ Name: 'maybe-test-always' });
  });

  it('is refused with a value that is not allowed', () => {
    expect(() => provision(aws, service(queues), [], { Watch: 'yes' })).toThrow(
      'Parameters.Watch: "yes" must be one of [true, false]',
    );
  });

  it('is refused where it refers to what is not made', () => {
    const referring = { ...queues, Outputs: { Url: { Value: { Ref: 'Maybe' } } } };
    expect(() => provision(aws, service(referring), [])).toThrow(
      'Outputs.Url.Value: Ref "Maybe": its condition Watched does not hold',
    );
  });
});
