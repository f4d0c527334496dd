import type { LocalAws } from '../../aws.ts';
import { nameIn, type StackResource } from '../storage.ts';

type Properties = Readonly<Record<string, unknown>>;
type Declare = (aws: LocalAws, resource: StackResource, properties: Properties) => void;

/** The types of a template that say who may use a resource, with what they say. */
const declarations: Readonly<Record<string, Declare>> = {
  'AWS::KMS::Key': ({ permissions }, { arn }, { KeyPolicy }) =>
    permissions.declareResource(arn, KeyPolicy, true),
  'AWS::SNS::Topic': ({ permissions }, { arn }, { KmsMasterKeyId }) => {
    if (isKeyArn(KmsMasterKeyId)) permissions.encryptTopic(arn, KmsMasterKeyId);
  },
  'AWS::SNS::TopicPolicy': ({ permissions }, _, { Topics, PolicyDocument }) => {
    for (const topic of listOf(Topics)) permissions.declareResource(topic, PolicyDocument);
  },
  'AWS::SQS::QueuePolicy': ({ permissions, region, accountId }, _, { Queues, PolicyDocument }) => {
    for (const url of listOf(Queues)) {
      const name = nameIn(url.replaceAll('/', ':'));
      permissions.declareResource(`arn:aws:sqs:${region}:${accountId}:${name}`, PolicyDocument);
    }
  },
  'AWS::S3::BucketPolicy': ({ permissions }, _, { Bucket, PolicyDocument }) =>
    permissions.declareResource(`arn:aws:s3:::${Bucket}`, PolicyDocument),
};

/** Declares a resource's policy, or its key, to the local AWS; nothing for all other types. */
export function declarePolicy(
  aws: LocalAws,
  resource: StackResource,
  properties: () => Properties,
): void {
  declarations[resource.type]?.(aws, resource, properties());
}

function isKeyArn(key: unknown): key is string {
  return typeof key === 'string' && key.startsWith('arn:');
}

function listOf(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}
