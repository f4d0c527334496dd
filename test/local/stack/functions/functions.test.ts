import { describe, expect, it, test } from 'vitest';
import { StackDefinitionError } from '../../../../local/stack/errors.ts';
import { functionsOf } from '../../../../local/stack/functions/functions.ts';
import { declareStack } from '../../../../local/stack/template/resources.ts';

const place = {
  accountId: '000000000000',
  region: 'eu-west-1',
  endpoint: 'http://127.0.0.1',
};

type Resources = Record<string, { Type: string; Properties?: object }>;

const role = 'arn:aws:iam::000000000000:role/x';
const arn = { 'Fn::GetAtt': ['PushLambdaFunction', 'Arn'] };

/** The functions of a stack `shop-test`: `push`, with these properties, next to these resources. */
function functions(properties: object = {}, others: Resources = {}) {
  const PushLambdaFunction = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'shop-test-push',
      ...{ Handler: 'functions/push.handler', Runtime: 'nodejs24.x', Role: role },
      ...properties,
    },
  };
  const template = { Resources: { PushLambdaFunction, ...others } };
  return functionsOf(declareStack({ name: 'shop-test', template }, place));
}

function rule(properties: object): Resources {
  return {
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['shop'] },
        Targets: [{ Id: 'push', Arn: arn }],
        ...properties,
      },
    },
  };
}

const invocations = (properties: object): Resources => ({
  Config: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'PushLambdaFunction' },
      Qualifier: '$LATEST',
      ...properties,
    },
  },
});

const alias: Resources = {
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: { Name: 'live', FunctionName: { Ref: 'PushLambdaFunction' }, FunctionVersion: '1' },
  },
};

describe('a function', () => {
  it("has Lambda's defaults", () => {
    expect(functions()).toEqual([
      {
        key: 'push',
        logicalId: 'PushLambdaFunction',
        name: 'shop-test-push',
        handler: 'functions/push.handler',
        roleArn: role,
        runtime: 'nodejs24.x',
        environment: {},
        timeout: 3,
        memorySize: 128,
        maximumRetryAttempts: 2,
        durable: false,
        qualifiers: [],
        rules: [],
        schedules: [],
      },
    ]);
  });

  it('has what the template says', () => {
    const properties = {
      Timeout: '30',
      MemorySize: 512,
      ReservedConcurrentExecutions: 0,
      Environment: { Variables: { A: 1, B: { Ref: 'AWS::StackName' } } },
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:000000000000:dead' },
    };
    const config = invocations({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:000000000000:x' } },
    });
    expect(functions(properties, { ...config, ...alias })).toMatchObject([
      {
        ...{ timeout: 30, memorySize: 512, reservedConcurrency: 0 },
        environment: { A: '1', B: 'shop-test' },
        deadLetterArn: 'arn:aws:sqs:eu-west-1:000000000000:dead',
        maximumRetryAttempts: 0,
        onFailure: { arn: 'arn:aws:sns:eu-west-1:000000000000:x' },
        qualifiers: ['live'],
      },
    ]);
  });

  it.each([
    ['shop-test-moved-tags', 'PushLambdaFunction', 'moved-tags'],
    ['another', 'MovedDashtagsLambdaFunction', 'moved-tags'],
    ['another', 'PushUnderscorenowLambdaFunction', 'push_now'],
  ])('named %s in %s has the key %s', (FunctionName, logicalId, key) => {
    const [{ key: found } = { key: '' }] = functionsOf(
      declareStack(
        {
          name: 'shop-test',
          template: {
            Resources: {
              [logicalId]: {
                Type: 'AWS::Lambda::Function',
                Properties: { FunctionName, Handler: 'a.b', Runtime: 'nodejs24.x', Role: role },
              },
            },
          },
        },
        place,
      ),
    );
    expect(found).toBe(key);
  });

  it('that is durable is not retried', () => {
    const durable = { DurableConfig: { ExecutionTimeout: 60 } };
    expect(functions(durable)).toMatchObject([{ durable: true, maximumRetryAttempts: 0 }]);
  });
});

describe('a rule', () => {
  it('starts its function, unless it is disabled', () => {
    const [push] = functions({}, rule({ State: 'DISABLED' }));
    expect(push?.rules).toMatchObject([{ enabled: false, pattern: { source: ['shop'] } }]);
    expect(functions({}, rule({}))[0]?.rules).toMatchObject([{ enabled: true }]);
  });

  it('may have its pattern and its input as text', () => {
    const Targets = [{ Id: 'push', Arn: arn, Input: '{"a":1}' }];
    const [push] = functions({}, rule({ EventPattern: '{"source":["shop"]}', Targets }));
    expect(push?.rules).toMatchObject([{ pattern: { source: ['shop'] }, input: { a: 1 } }]);
  });

  it('may be a schedule, which has the name of the function, or one of its own', () => {
    const scheduled = (Name: string) =>
      functions({}, rule({ Name, EventPattern: undefined, ScheduleExpression: 'rate(1 day)' }));
    expect(scheduled('shop-test-push-rule-1')[0]?.schedules).toMatchObject([
      { name: 'push', expression: 'rate(1 day)', enabled: true, method: 'eventBus' },
    ]);
    expect(scheduled('nightly')[0]?.schedules).toMatchObject([{ name: 'nightly' }]);
  });

  it('reaches a durable function by its alias', () => {
    const Targets = [{ Id: 'push', Arn: { Ref: 'Live' } }];
    const durable = { DurableConfig: { ExecutionTimeout: 60 } };
    expect(functions(durable, { ...alias, ...rule({ Targets }) })[0]?.rules).toHaveLength(1);
  });
});

const target = (properties: object) => rule({ Targets: [{ Id: 'push', Arn: arn, ...properties }] });
const durable = { DurableConfig: { ExecutionTimeout: 60 } };

test.each<[string, object, Resources, string, string]>([
  [
    'an unknown operator',
    {},
    rule({ EventPattern: { source: [{ regex: 'x' }] } }),
    'Resources.Rule.Properties.EventPattern',
    'source[0]: unknown operator "regex"',
  ],
  [
    'a rule that nothing starts',
    {},
    rule({ EventPattern: undefined }),
    'Resources.Rule.Properties',
    'needs an EventPattern or a ScheduleExpression',
  ],
  [
    'a bus of its own',
    {},
    rule({ EventBusName: 'mine' }),
    'Resources.Rule.Properties',
    'EventBusName: must be "default"',
  ],
  [
    'a transformed input',
    {},
    target({ InputTransformer: { InputTemplate: '<a>' } }),
    'Resources.Rule.Properties',
    'Targets: 0: InputTransformer: is not supported locally',
  ],
  [
    'a misspelt property of a target',
    {},
    target({ DeadLeterConfig: {} }),
    'Resources.Rule.Properties',
    'DeadLeterConfig',
  ],
  [
    'an input that is not JSON',
    {},
    target({ Input: 'all' }),
    'Resources.Rule.Properties.Targets[0].Input',
    'must be JSON: all',
  ],
  [
    'an expression that is none',
    {},
    rule({ ScheduleExpression: 'every day' }),
    'Resources.Rule.Properties',
    'must be rate(…), cron(…) or at(…)',
  ],
  [
    'a target that is not in the stack',
    {},
    target({ Arn: 'arn:aws:lambda:eu-west-1:000000000000:function:other' }),
    'Resources.Rule.Properties.Targets[0].Arn',
    'is not a function of the stack',
  ],
  [
    'a target without such an alias',
    {},
    target({ Arn: { 'Fn::Join': [':', [arn, 'live']] } }),
    'Resources.Rule.Properties.Targets[0].Arn',
    'shop-test-push has no version or alias "live"',
  ],
  [
    'a durable function as a target without its alias',
    durable,
    { ...alias, ...rule({}) },
    'Resources.Rule.Properties.Targets[0].Arn',
    'a durable function must be invoked with a qualifier, as shop-test-push:live',
  ],
  [
    'two schedules of one name',
    {},
    {
      ...rule({ Name: 'a', ScheduleExpression: 'rate(1 day)' }),
      Other: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { Name: 'a', ScheduleExpression: 'rate(1 day)', Target: { Arn: arn } },
      },
    },
    'Resources.Other.Properties',
    'another schedule is named "a"',
  ],
  [
    'a durable function with destinations',
    durable,
    invocations({}),
    'Resources.Config.Properties',
    'shop-test-push is a durable function, which has none',
  ],
  [
    'a durable function without a timeout of its executions',
    { DurableConfig: { RetentionPeriodInDays: 7 } },
    {},
    'Resources.PushLambdaFunction.Properties',
    'DurableConfig: ExecutionTimeout: Invalid input',
  ],
  [
    'two configurations of invocations',
    {},
    { ...invocations({}), Second: invocations({}).Config as Resources[string] },
    'Resources.Second.Properties',
    'shop-test-push has another EventInvokeConfig',
  ],
  [
    'a destination of successful invocations',
    {},
    invocations({ DestinationConfig: { OnSuccess: { Destination: 'arn:x' } } }),
    'Resources.Config.Properties',
    'DestinationConfig: OnSuccess: is not supported locally',
  ],
  [
    'an image instead of a file',
    { PackageType: 'Image' },
    {},
    'Resources.PushLambdaFunction.Properties',
    'PackageType',
  ],
  [
    'a timeout beyond that of Lambda',
    { Timeout: 901 },
    {},
    'Resources.PushLambdaFunction.Properties',
    'Timeout: Too big',
  ],
])('refused, with the place and the reason: %s', (_, properties, others, path, problem) => {
  const read = () => functions(properties, others);
  expect(read).toThrow(StackDefinitionError);
  expect(read).toThrow(problem);
  try {
    read();
  } catch (error) {
    expect((error as StackDefinitionError).path).toBe(path);
  }
});
