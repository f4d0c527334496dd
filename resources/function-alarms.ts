/**
 * The alarms of each function in serverless.yml: a new function gets its own without another edit.
 *
 * An alarm per function and metric, as CloudWatch takes at most 10 metrics into an alarm over several of them
 * (a hard limit), and one alarm over all would not say which function it is. It bills each: about 0.10 dollars
 * a month, so 0.40 a function.
 *
 * They notify the alert topic when they start, and not when they are resolved: an attempt that failed and was retried
 * needs no action, and at the first deployment each would send a mail that all is well. What is lost is in the
 * dead-letter queue, whose alarm reports both.
 *
 * The age of what waits is `AsyncEventAge`, not `IteratorAge`: EventBridge invokes asynchronously, and only
 * streams have iterators.
 */
export function functionAlarms(functions: readonly string[]): Record<string, object> {
  const alarms = functions.flatMap((key) =>
    watched.map((it) => [`${pascal(key)}${it.name}Alarm`, alarm(key, it)] as const),
  );
  return Object.fromEntries(alarms);
}

interface Watched {
  /** In the alarm's logical id. */
  name: string;
  metric: string;
  statistic: 'Sum' | 'Maximum';
  /** The alarm starts above this. */
  threshold: number;
  /** Periods of five minutes that are evaluated. */
  periods: number;
  /** How many of them have to be above. */
  above: number;
  /** After the function's name. */
  says: string;
  /** Whether Lambda has the metric in China: an alarm on a missing one costs money, and never starts. */
  inChina: boolean;
}

/** Past this, an event has waited through Lambda's retries (one minute, then two) and longer. */
const FIFTEEN_MINUTES = 900_000;

const watched: readonly Watched[] = [
  {
    name: 'Errors',
    metric: 'Errors',
    statistic: 'Sum',
    threshold: 0,
    // A failed attempt is retried; after the last one, the event is in the dead-letter queue.
    periods: 3,
    above: 2,
    says: 'fails again and again',
    inChina: true,
  },
  {
    // Where concurrency is reserved, a burst is throttled for a while, and no event is lost.
    name: 'Throttles',
    metric: 'Throttles',
    statistic: 'Sum',
    threshold: 0,
    periods: 3,
    above: 3,
    says: 'has been throttled for 15 minutes: its concurrency, or that of the account, is too low',
    inChina: true,
  },
  {
    name: 'EventAge',
    metric: 'AsyncEventAge',
    statistic: 'Maximum',
    threshold: FIFTEEN_MINUTES,
    periods: 1,
    above: 1,
    says: 'got an event that had waited for more than 15 minutes',
    inChina: false,
  },
  {
    name: 'Dropped',
    metric: 'AsyncEventsDropped',
    statistic: 'Sum',
    threshold: 0,
    periods: 1,
    above: 1,
    says: 'did not get an event at all, or could not handle it: it should be in the dead-letter queue',
    inChina: false,
  },
];

function alarm(
  key: string,
  { metric, statistic, threshold, periods, above, says, inChina }: Watched,
): object {
  return {
    ...(!inChina && { Condition: 'OutsideChina' }),
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: `The function ${key} of ecr-steward ${says}`,
      Namespace: 'AWS/Lambda',
      MetricName: metric,
      Dimensions: [{ Name: 'FunctionName', Value: functionName(key) }],
      Statistic: statistic,
      Period: 300,
      EvaluationPeriods: periods,
      DatapointsToAlarm: above,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlertTopic' }],
    },
  };
}

function functionName(key: string): object {
  return { 'Fn::Sub': `\${AWS::StackName}-${key}` };
}

function pascal(key: string): string {
  return key.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
