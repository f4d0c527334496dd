import { arnStart } from '../service/partition.ts';
import type { Call, Need } from './need.ts';
import { dynamodbNeeds } from './needs-dynamodb.ts';
import { ecrNeeds } from './needs-ecr.ts';
import { s3Needs } from './needs-s3.ts';

/**
 * The actions that a call needs, on which resources (Service Authorization Reference, "Actions, resources, and condition
 * keys" of each service). An operation that is not known there needs its own name on `*`.
 */
export function needsOf(call: Call): readonly Need[] {
  return byService[call.service]?.(call) ?? [{ ...named(call), resource: call.resource }];
}

type NeedsOf = (call: Call) => readonly Need[];

const byService: Readonly<Record<string, NeedsOf>> = {
  ecr: ecrNeeds,
  dynamodb: dynamodbNeeds,
  s3: s3Needs,
  sns: (call) => [{ action: oneOf(call, { PublishBatch: 'Publish' }), resource: topicOf(call) }],
  sqs: (call) => [{ action: oneOf(call, batches), resource: queueOf(call) }],
  // No permissions are required to ask who one is (STS API reference, GetCallerIdentity).
  sts: (call) =>
    call.operation === 'GetCallerIdentity' ? [] : [{ ...named(call), resource: call.resource }],
  secretsmanager: (call) => [{ ...named(call), resource: secretOf(call) }],
  ecs: ecsNeeds,
  lambda: (call) => [{ ...named(call), resource: functionOf(call) }],
  apprunner: (call) => [
    { ...named(call), resource: member(call.input, 'ServiceArn') ?? call.resource },
  ],
  sagemaker: (call) => [{ ...named(call), resource: sageMakerOf(call) }],
  events: (call) => [{ ...named(call), resource: arn(call, 'events', 'event-bus/default') }],
};

const batches = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

function named({ service, operation }: Call): { action: string } {
  return { action: `${service}:${operation}` };
}

/** Operations on a batch are the same action as those on one. */
function oneOf({ service, operation }: Call, names: Readonly<Record<string, string>>): string {
  return `${service}:${names[operation] ?? operation}`;
}

function arn({ region, accountId }: Call, service: string, rest: string): string {
  return `${arnStart(region)}:${service}:${region}:${accountId}:${rest}`;
}

function member(input: unknown, name: string): string | undefined {
  const value: unknown = Reflect.get(Object(input), name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function topicOf({ input }: Call): string {
  return member(input, 'TopicArn') ?? member(input, 'TargetArn') ?? '*';
}

function queueOf(call: Call): string {
  const url = member(call.input, 'QueueUrl');
  const name = url?.split('/').at(-1) ?? member(call.input, 'QueueName');
  return name === undefined ? '*' : arn(call, 'sqs', name);
}

/** The ARN with its suffix where the secret exists, as `resource` has it; else that of its name. */
function secretOf(call: Call): string {
  const { resource } = call;
  if (resource === '*' || resource.startsWith('arn:')) return resource;
  return arn(call, 'secretsmanager', `secret:${resource}`);
}

function functionOf(call: Call): string {
  const name = member(call.input, 'FunctionName');
  if (name === undefined) return call.resource;
  return name.startsWith('arn:') ? name : arn(call, 'lambda', `function:${name}`);
}

/** What is described by its name. SageMaker's lists have no resource level. */
function sageMakerOf(call: Call): string {
  const kind = /^Describe(.+)$/.exec(call.operation)?.[1] ?? '';
  const name = member(call.input, `${kind}Name`);
  const type = kind.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
  return name === undefined ? call.resource : arn(call, 'sagemaker', `${type}/${name}`);
}

/** The member of a request that has the ARNs of what is described. */
const describedBy: Readonly<Record<string, string>> = {
  DescribeServices: 'services',
  DescribeServiceDeployments: 'serviceDeploymentArns',
  DescribeServiceRevisions: 'serviceRevisionArns',
  DescribeTasks: 'tasks',
};

/**
 * Lists of services and tasks have a condition on the cluster. Deployments and revisions are described with the right to
 * do so on their service, too.
 */
function ecsNeeds(call: Call): Need[] {
  const { service, operation, input } = call;
  const cluster = member(input, 'cluster');
  const context = cluster?.startsWith('arn:') ? { 'ecs:cluster': cluster } : {};
  const described = describedBy[operation];
  const listed: unknown = described && Reflect.get(Object(input), described);
  const resources = Array.isArray(listed) ? listed.map(String) : ['*'];
  const services = resources.flatMap((it) => serviceOf(it) ?? []);
  return [...new Set([...resources, ...services])].map((resource) => ({
    action: `${service}:${operation}`,
    resource,
    context,
  }));
}

/** Of a deployment or a revision of a service. */
function serviceOf(described: string): string | undefined {
  const [, start, service] =
    /^(.+):service-(?:deployment|revision)\/(.+)\/[^/]+$/.exec(described) ?? [];
  return start === undefined ? undefined : `${start}:service/${service}`;
}
