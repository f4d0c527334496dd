import { functionArn, functionNameIn } from './arns.ts';
import type { Place } from './place.ts';

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

/** A resource, before it has a name: `property` answers one of its properties, with references resolved. */
export interface Unnamed {
  readonly type: string;
  property(name: string): unknown;
}

/** How a type is named, and what `Fn::GetAtt` says of it. */
export interface Kind {
  /** The property for an explicit name; by default the type has none. */
  readonly nameProperty?: string;
  place(name: string, place: Place, resource: Unnamed): Pick<StackResource, 'arn' | 'ref'>;
  /** By default only those that end with `Arn`. */
  attributes?(resource: StackResource, place: Place): Readonly<Record<string, string>>;
}

/** All types that a template may have locally. What none of the stack's code asks for exists in name only. */
export const kinds: Readonly<Record<string, Kind>> = {
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    place: (name) => ({ arn: `arn:aws:s3:::${name}`, ref: name }),
    attributes: ({ name, arn }, { region }) => ({
      Arn: arn,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    place(name, place) {
      const arn = arnOf('sns', name, place);
      return { arn, ref: arn };
    },
    attributes: ({ name, arn }) => ({ TopicArn: arn, TopicName: name }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    place: (name, place) => ({
      arn: arnOf('sqs', name, place),
      ref: new URL(`/${place.accountId}/${name}`, place.endpoint).href,
    }),
    attributes: ({ name, arn, ref }) => ({ Arn: arn, QueueName: name, QueueUrl: ref }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    place: (name, place) => ({ arn: arnOf('dynamodb', `table/${name}`, place), ref: name }),
    attributes: ({ arn }) => ({ Arn: arn, StreamArn: `${arn}/stream/local` }),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    place: (name, place) => ({ arn: functionArn(place, name), ref: name }),
  },
  'AWS::Lambda::Version': {
    place(_, place, resource) {
      const arn = `${functionArn(place, functionNameIn(resource.property('FunctionName')))}:1`;
      return { arn, ref: arn };
    },
    attributes: ({ arn }) => ({ Version: '1', FunctionArn: arn }),
  },
  'AWS::Lambda::Alias': {
    nameProperty: 'Name',
    place(name, place, resource) {
      const arn = `${functionArn(place, functionNameIn(resource.property('FunctionName')))}:${name}`;
      return { arn, ref: arn };
    },
    attributes: ({ arn }) => ({ AliasArn: arn }),
  },
  'AWS::Lambda::Permission': inNameOnly(),
  'AWS::Lambda::EventInvokeConfig': inNameOnly(),
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    place: (name, place) => ({ arn: arnOf('events', `rule/${name}`, place), ref: name }),
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    place: (name, place) => ({
      arn: arnOf('scheduler', `schedule/default/${name}`, place),
      ref: name,
    }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    place: (name, { accountId }, resource) => ({
      arn: `arn:aws:iam::${accountId}:role${pathOf(resource)}${name}`,
      ref: name,
    }),
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    place(name, { accountId }, resource) {
      const arn = `arn:aws:iam::${accountId}:policy${pathOf(resource)}${name}`;
      return { arn, ref: arn };
    },
  },
  'AWS::IAM::Policy': inNameOnly(),
  'AWS::IAM::RolePolicy': inNameOnly(),
  'AWS::ECR::PullTimeUpdateExclusion': {
    place(_name, _place, resource) {
      const arn = String(resource.property('PrincipalArn'));
      return { arn, ref: arn };
    },
  },
  'AWS::KMS::Key': {
    place: (name, place) => ({ arn: arnOf('kms', `key/${name}`, place), ref: name }),
  },
  'AWS::KMS::Alias': inNameOnly(),
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    place: (name, place) => ({ arn: arnOf('logs', `log-group:${name}:*`, place), ref: name }),
  },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    place: (name, place) => ({ arn: arnOf('cloudwatch', `alarm:${name}`, place), ref: name }),
  },
  'AWS::CloudWatch::Dashboard': inNameOnly('DashboardName'),
  'AWS::S3::BucketPolicy': inNameOnly(),
  'AWS::SNS::Subscription': inNameOnly(),
  'AWS::SNS::TopicPolicy': inNameOnly(),
  'AWS::SQS::QueuePolicy': inNameOnly(),
  'AWS::Glue::Database': inNameOnly(),
  'AWS::Glue::Table': inNameOnly(),
  'AWS::Athena::WorkGroup': inNameOnly('Name'),
};

function inNameOnly(nameProperty?: string): Kind {
  return {
    ...(nameProperty !== undefined && { nameProperty }),
    place(name, place, { type }) {
      const [, service = ''] = type.toLowerCase().split('::');
      return { arn: arnOf(service, name, place), ref: name };
    },
  };
}

function arnOf(service: string, resource: string, { region, accountId }: Place): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The path of a role or policy, `/` by default. */
function pathOf(resource: Unnamed): string {
  return String(resource.property('Path') ?? '/');
}
