import type { LocalAws } from '../aws.ts';
import type { ResourceDeclaration } from './template.ts';

/** A resource of the template and its local counterpart. */
export interface StackResource {
  /** CloudFormation's type: `AWS::SQS::Queue`. */
  readonly type: string;
  /** Its physical name. */
  readonly name: string;
  readonly arn: string;
  /** The value of `Ref`: a bucket's name, a topic's ARN, a queue's URL; else the name. */
  readonly ref: string;
}

interface StorageKind {
  /** The property for an explicit name. */
  readonly nameProperty: string;
  create(aws: LocalAws, name: string, properties: Properties): Place;
  /** The values of `Fn::GetAtt`, by attribute. */
  attributes(resource: StackResource, aws: LocalAws): Readonly<Record<string, string>>;
}

/** The values of a resource, and when it can be used: immediately by default. */
export type Place = Pick<StackResource, 'arn' | 'ref'> & { readonly ready?: Promise<void> };

type Properties = Readonly<Record<string, unknown>>;

/** The types that are really created; functions reach them at the endpoint. */
export const storageKinds: Readonly<Record<string, StorageKind>> = {
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    create(aws, name) {
      aws.storage.createBucket(name);
      return { arn: `arn:aws:s3:::${name}`, ref: name };
    },
    attributes: ({ name, arn }, { region }) => ({
      Arn: arn,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    create({ storage, region }, name) {
      const { topicArn } = storage.createTopic(name, { region });
      return { arn: topicArn, ref: topicArn };
    },
    attributes: ({ name, arn }) => ({ TopicArn: arn, TopicName: name }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    create({ storage, region, endpoint }, name, properties) {
      const attributes = queueAttributes(properties);
      const { queueArn, queueUrl } = storage.createQueue(name, { region, attributes });
      return { arn: queueArn, ref: new URL(new URL(queueUrl).pathname, endpoint).href };
    },
    attributes: ({ name, arn, ref }) => ({ Arn: arn, QueueName: name, QueueUrl: ref }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    create({ dynamodb, region, accountId }, name, properties) {
      const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
      return { arn, ref: name, ready: dynamodb.createTable(name, properties) };
    },
    attributes: ({ arn }) => ({ Arn: arn, StreamArn: `${arn}/stream/local` }),
  },
};

/** The properties of a queue that senders and receivers notice. */
function queueAttributes(properties: Properties): Record<string, string> {
  const names = ['VisibilityTimeout', 'DelaySeconds', 'MessageRetentionPeriod', 'FifoQueue'];
  const given = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, String(properties[name])]));
}

/** Subscribes queues to topics: `AWS::SNS::Subscription`, and a topic's own `Subscription` list. */
export function subscribeQueues(
  aws: LocalAws,
  declaration: ResourceDeclaration,
  resource: StackResource,
): void {
  const inline = declaration.type === 'AWS::SNS::Topic' ? declaration.properties.Subscription : [];
  const isSubscription = declaration.type === 'AWS::SNS::Subscription';
  const wanted = isSubscription ? [declaration.properties] : [inline ?? []].flat();
  for (const subscription of wanted as Properties[]) {
    if (subscription.Protocol !== 'sqs') continue;
    const topic = nameIn(subscription.TopicArn ?? resource.arn);
    const queue = nameIn(subscription.Endpoint);
    const raw = { RawMessageDelivery: String(subscription.RawMessageDelivery ?? false) };
    aws.storage.subscribe({ topic, queue, region: aws.region, attributes: raw });
  }
}

/** The name at the end of a queue's or topic's ARN. */
export function nameIn(arn: unknown): string {
  return String(arn).split(':').at(-1) ?? '';
}
