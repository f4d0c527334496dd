import { z } from 'zod';
import { StackDefinitionError } from './errors.ts';

/** Schemas of the parts of serverless.yml that are supported locally. Units are the framework's. */

const expression = z.string().regex(/^(rate|cron|at)\(.+\)$/, 'must be rate(…), cron(…) or at(…)');

/** For options of the framework that are not supported locally: refused rather than silently ignored. */
const notFollowed = z.undefined({ error: 'is not supported locally' }).optional();

const anything = z.unknown().optional();

const common = {
  name: z.string().optional(),
  description: z.string().optional(),
  enabled: z.boolean().default(true),
  inputPath: notFollowed,
  inputTransformer: notFollowed,
};

const eventBridge = z.strictObject({
  ...common,
  pattern: anything,
  schedule: expression.optional(),
  eventBus: z
    .literal('default', { error: 'must be "default": there is one bus locally' })
    .optional(),
  input: anything,
  retryPolicy: anything,
  deadLetterQueueArn: anything,
});

const schedule = z.strictObject({
  ...common,
  rate: z.union([expression.transform((one) => [one]), z.array(expression).min(1)]),
  input: anything,
  timezone: z.string().optional(),
  method: z.enum(['scheduler', 'eventBus']).default('eventBus'),
  roleArn: anything,
  groupName: anything,
});

const onFailure = z.union([
  z.string().transform((arn) => ({ arn })),
  z.looseObject({ type: z.enum(['sqs', 'sns']), arn: z.string() }),
]);

const durableConfig = z.strictObject({
  executionTimeout: z.int().min(1).max(31_622_400),
  retentionPeriodInDays: z.int().min(1).max(90).optional(),
});

export const shapes = {
  eventBridge,
  schedule,
  /** `schedule: rate(1 day)` for short. */
  shortSchedule: expression,
  provider: z.looseObject({
    runtime: z.string().default('nodejs24.x'),
    timeout: z.int().positive().default(6),
    memorySize: z.int().positive().default(1024),
    environment: anything,
    stackParameters: z
      .array(
        z.looseObject({
          ParameterKey: z.string(),
          ParameterValue: z.union([z.string(), z.number(), z.boolean()]).transform(String),
        }),
      )
      .default([]),
  }),
  function: z.looseObject({
    handler: z.string().regex(/.\.[^./]+$/, 'must be file.export, such as functions/push.handler'),
    runtime: z.string().optional(),
    timeout: z.int().positive().optional(),
    memorySize: z.int().positive().optional(),
    /** `null`, which a variable may resolve to, means none. */
    reservedConcurrency: z.int().nonnegative().nullish(),
    maximumRetryAttempts: z.int().min(0).max(2).optional(),
    durableConfig: durableConfig.optional(),
    environment: anything,
    onError: anything,
    destinations: anything,
    events: z.array(z.unknown()).default([]),
  }),
  environment: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
  deadLetterArn: z.string().optional(),
  output: z.looseObject({ Condition: z.string().optional(), Value: anything }),
  outputValue: z.union([z.string(), z.number(), z.boolean()]).transform(String),
  destinations: z
    .strictObject({ onFailure: onFailure.optional(), onSuccess: notFollowed })
    .default({}),
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
