import { declared, lacking, ofType } from './parts.ts';
import { place, STACK_NAME, type Template } from './roles.ts';

const perFunction = (name: string) => [{ Name: 'FunctionName', Value: `${STACK_NAME}-${name}` }];
const failing = (id: string, MetricName: string) => ({
  Id: id,
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: perFunction('alarm') },
    Stat: 'Sum',
    Period: 900,
  },
});

/** When somebody has to act: by name, what each alarm measures and how long it takes. */
const alarms: Readonly<Record<string, object>> = {
  // One message is enough, and SQS reports nothing of a queue that is empty for long.
  'dead-letters': {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: `${STACK_NAME}-deadletters` }],
    Statistic: 'Maximum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  },
  // Three hours without a run; Lambda reports nothing of a function that does not run.
  'not-running': {
    Namespace: 'AWS/Lambda',
    MetricName: 'Invocations',
    Dimensions: perFunction('due'),
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  },
  // One attempt that fails is tried again.
  'alarms-unsent': {
    Metrics: [
      { Id: 'unsent', Expression: 'FILL(errors, 0) + FILL(throttles, 0)' },
      failing('errors', 'Errors'),
      failing('throttles', 'Throttles'),
    ],
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [`arn:aws:sns:${place.region}:${place.accountId}:${STACK_NAME}-alerttopic`],
  },
};

/** Alarms that mean something else, or are missing. */
export function alarmProblems(template: Template): string[] {
  const stack = declared(template);
  const made = ofType(stack, 'AWS::CloudWatch::Alarm').map(([, { properties }]) => properties);
  return Object.entries(alarms).flatMap(([name, expected]) => {
    const alarm = made.find(({ AlarmName }) => AlarmName === `${STACK_NAME}-${name}`);
    return lacking(alarm, expected, `alarm ${name}`);
  });
}
