import type { LocalAws } from '../../aws.ts';
import { nameIn } from '../template/arns.ts';
import type { DeclaredResource } from '../template/resources.ts';

type Declare = (aws: LocalAws, resource: DeclaredResource) => void;

/** The types of a template that say who may use a resource, with what they say. */
const declarations: Readonly<Record<string, Declare>> = {
  'AWS::KMS::Key': ({ permissions }, { arn, properties }) =>
    permissions.declareResource(arn, properties.KeyPolicy, true),
  'AWS::SNS::Topic': ({ permissions }, { arn, properties: { KmsMasterKeyId } }) => {
    if (isKeyArn(KmsMasterKeyId)) permissions.encryptTopic(arn, KmsMasterKeyId);
  },
  'AWS::SNS::TopicPolicy': ({ permissions }, { properties: { Topics, PolicyDocument } }) => {
    for (const topic of listOf(Topics)) permissions.declareResource(topic, PolicyDocument);
  },
  'AWS::SQS::QueuePolicy': (
    { permissions, region, accountId },
    { properties: { Queues, PolicyDocument } },
  ) => {
    for (const url of listOf(Queues)) {
      const name = nameIn(url.replaceAll('/', ':'));
      permissions.declareResource(`arn:aws:sqs:${region}:${accountId}:${name}`, PolicyDocument);
    }
  },
  'AWS::S3::BucketPolicy': ({ permissions }, { properties: { Bucket, PolicyDocument } }) =>
    permissions.declareResource(`arn:aws:s3:::${Bucket}`, PolicyDocument),
};

/** Declares a resource's policy, or its key, to the local AWS; nothing for all other types. */
export function declarePolicy(aws: LocalAws, resource: DeclaredResource): void {
  declarations[resource.type]?.(aws, resource);
}

function isKeyArn(key: unknown): key is string {
  return typeof key === 'string' && key.startsWith('arn:');
}

function listOf(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}
