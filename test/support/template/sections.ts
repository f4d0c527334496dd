/** A packaged template, as it is parsed. */
export type Template = Readonly<Record<string, unknown>>;

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Which properties of a type count; all, where none are named. */
type Counting = Readonly<Record<string, readonly string[] | 'all'>>;

/** Names that policies refer to, besides the policies. */
const rights: Counting = {
  'AWS::IAM::Role': 'all',
  'AWS::IAM::RolePolicy': 'all',
  'AWS::IAM::ManagedPolicy': 'all',
  'AWS::Lambda::Function': ['FunctionName', 'Role'],
  'AWS::SNS::Topic': 'all',
  'AWS::SNS::TopicPolicy': 'all',
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::SQS::QueuePolicy': 'all',
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::S3::BucketPolicy': 'all',
  'AWS::DynamoDB::Table': ['TableName'],
  'AWS::KMS::Key': 'all',
  'AWS::ECR::PullTimeUpdateExclusion': 'all',
};

const starting: Counting = {
  'AWS::Events::Rule': 'all',
  'AWS::Lambda::Function': ['FunctionName', 'Role', 'Handler', 'Runtime', 'DurableConfig'],
  'AWS::Lambda::Version': 'all',
  'AWS::Lambda::Alias': 'all',
  'AWS::Lambda::Permission': 'all',
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::SQS::Queue': ['QueueName'],
};

/** The part of a template that decides on rights. */
export function rightsOf(template: Template): Template {
  return section(template, rights);
}

/** The part of a template that decides on what starts a function. */
export function startsOf(template: Template): Template {
  return section(template, starting);
}

function section({ Parameters, Conditions, Resources }: Template, counting: Counting): Template {
  const own = Object.entries(Object(Resources) as Record<string, Resource>).flatMap(
    ([id, { Type, Condition, Properties = {} }]) => {
      const names = counting[Type];
      if (names === undefined) return [];
      const kept = Object.entries(Properties).filter(
        ([name]) => names === 'all' || names.includes(name),
      );
      const condition = Condition === undefined ? {} : { Condition };
      return [[id, { Type, ...condition, Properties: Object.fromEntries(kept) }] as const];
    },
  );
  return { Parameters, Conditions, Resources: Object.fromEntries(own) };
}
