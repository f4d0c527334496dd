import type { LocalAws } from '../aws.ts';
import { declareInvocations } from './functions/invokable.ts';
import { declarePolicy } from './rights/resource-policies.ts';
import { nameIn } from './template/arns.ts';
import type { DeclaredResource, DeclaredStack } from './template/resources.ts';

type Properties = Readonly<Record<string, unknown>>;
type Create = (aws: LocalAws, resource: DeclaredResource) => void | Promise<void>;

/** The types that are really created; functions reach them at the endpoint. */
const creators: Readonly<Record<string, Create>> = {
  'AWS::S3::Bucket': ({ storage }, { name }) => void storage.createBucket(name),
  'AWS::SNS::Topic': ({ storage, region }, { name }) => void storage.createTopic(name, { region }),
  'AWS::SQS::Queue': ({ storage, region }, { name, properties }) =>
    void storage.createQueue(name, { region, attributes: queueAttributes(properties) }),
  'AWS::DynamoDB::Table': ({ dynamodb }, { name, properties }) =>
    dynamodb.createTable(name, properties),
  'AWS::ECR::PullTimeUpdateExclusion': (aws, { ref }) => aws.excludeFromPullTimes(ref),
};

/**
 * Creates the stack's buckets, topics, queues and tables in the local AWS, with their policies and subscriptions.
 * What is there already stays as it is.
 */
export async function provision(aws: LocalAws, stack: DeclaredStack): Promise<void> {
  const all = Object.values(stack.resources);
  await Promise.all(all.map(async (it) => creators[it.type]?.(aws, it)));
  for (const resource of all) {
    declarePolicy(aws, resource);
    subscribeQueues(aws, resource);
  }
  declareInvocations(aws, stack);
}

/** The properties of a queue that senders and receivers notice. */
function queueAttributes(properties: Properties): Record<string, string> {
  const names = ['VisibilityTimeout', 'DelaySeconds', 'MessageRetentionPeriod', 'FifoQueue'];
  const given = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, String(properties[name])]));
}

/** Subscribes queues to topics: `AWS::SNS::Subscription`, and a topic's own `Subscription` list. */
function subscribeQueues(aws: LocalAws, { type, arn, properties }: DeclaredResource): void {
  const inline = type === 'AWS::SNS::Topic' ? properties.Subscription : [];
  const wanted = type === 'AWS::SNS::Subscription' ? [properties] : [inline ?? []].flat();
  for (const subscription of wanted as Properties[]) {
    if (subscription.Protocol !== 'sqs') continue;
    const topic = nameIn(subscription.TopicArn ?? arn);
    const queue = nameIn(subscription.Endpoint);
    const raw = { RawMessageDelivery: String(subscription.RawMessageDelivery ?? false) };
    aws.storage.subscribe({ topic, queue, region: aws.region, attributes: raw });
  }
}
