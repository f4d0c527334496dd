import { z } from 'zod';
import { StackDefinitionError } from '../errors.ts';

/** Schemas of the properties that are followed locally, with AWS's names, units and defaults. */

const expression = z.string().regex(/^(rate|cron|at)\(.+\)$/, 'must be rate(…), cron(…) or at(…)');

/** For properties that are not supported locally: refused rather than silently ignored. */
const notFollowed = z.undefined({ error: 'is not supported locally' }).optional();

/** For properties that change nothing here: network, encryption, logs, tags. */
const anything = z.unknown().optional();

/** CloudFormation takes numbers as text, too. */
const number = z.coerce.number();

const arn = z.string().regex(/^arn:/, 'must be an ARN');

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const target = z.strictObject({
  Id: z.string(),
  Arn: arn,
  Input: z.string().optional(),
  InputPath: notFollowed,
  InputTransformer: notFollowed,
  RetryPolicy: anything,
  DeadLetterConfig: z.looseObject({ Arn: arn.optional() }).default({}),
  RoleArn: anything,
});

const state = z
  .enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'])
  .default('ENABLED')
  .transform((given) => given !== 'DISABLED');

export const shapes = {
  /** Of serverless.yml. */
  provider: z.looseObject({
    stackParameters: z
      .array(z.looseObject({ ParameterKey: z.string(), ParameterValue: text }))
      .default([]),
  }),
  /** `AWS::Lambda::Function` */
  function: z.strictObject({
    FunctionName: anything,
    Description: anything,
    Code: anything,
    Architectures: anything,
    Handler: z.string().regex(/.\.[^./]+$/, 'must be file.export, such as functions/push.handler'),
    Role: arn,
    Runtime: z.string(),
    Timeout: number.int().min(1).max(900).default(3),
    MemorySize: number.int().min(128).max(10_240).default(128),
    Environment: z
      .strictObject({ Variables: z.record(z.string(), text).default({}) })
      .default({ Variables: {} }),
    DeadLetterConfig: z.strictObject({ TargetArn: arn }).optional(),
    ReservedConcurrentExecutions: number.int().min(0).optional(),
    DurableConfig: z
      .strictObject({
        ExecutionTimeout: number.int().min(1).max(31_622_400),
        RetentionPeriodInDays: number.int().min(1).max(90).optional(),
      })
      .optional(),
    VpcConfig: anything,
    KmsKeyArn: anything,
    LoggingConfig: anything,
    TracingConfig: anything,
    Tags: anything,
  }),
  /** `AWS::Lambda::EventInvokeConfig` */
  eventInvokeConfig: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal('$LATEST', { error: 'must be $LATEST: there is one version locally' }),
    MaximumRetryAttempts: number.int().min(0).max(2).default(2),
    MaximumEventAgeInSeconds: anything,
    DestinationConfig: z
      .strictObject({
        OnFailure: z.strictObject({ Destination: arn }).optional(),
        OnSuccess: notFollowed,
      })
      .default({}),
  }),
  /** `AWS::Events::Rule` */
  rule: z.strictObject({
    Name: anything,
    Description: anything,
    EventBusName: z
      .literal('default', { error: 'must be "default": there is one bus locally' })
      .optional(),
    EventPattern: anything,
    ScheduleExpression: expression.optional(),
    State: state,
    Targets: z.array(target).default([]),
  }),
  /** `AWS::Scheduler::Schedule` */
  schedule: z.looseObject({
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: z.string().optional(),
    State: state,
    Target: z.looseObject({ Arn: arn, Input: z.string().optional() }),
  }),
  /** `AWS::Lambda::Permission` */
  permission: z.looseObject({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: text.optional(),
  }),
  output: z.looseObject({ Condition: z.string().optional(), Value: anything }),
  outputValue: text,
} as const;

/** @throws StackDefinitionError with every problem, each at its path. */
export function parseShape<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  path: string,
): z.output<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: keys, message }) =>
    [...keys.map(String), message].join(': '),
  );
  throw new StackDefinitionError(path, problems.join('; '), { cause: parsed.error });
}
