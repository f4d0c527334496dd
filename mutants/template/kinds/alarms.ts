import type { Json, Path } from '../change.ts';
import type { Change, Resource } from '../make.ts';

const others: Readonly<Record<string, Json>> = {
  ComparisonOperator: 'LessThanOrEqualToThreshold',
  TreatMissingData: 'missing',
  Statistic: 'Average',
  Stat: 'Average',
  Namespace: 'AWS/Other',
  MetricName: 'Other',
  Period: 60,
  EvaluationPeriods: 10,
  DatapointsToAlarm: 1,
  Threshold: 100,
  Expression: 'errors',
  AlarmName: 'other',
};

const kind = 'alarm changed';

/** What an alarm measures, and when it rings. */
export function alarmMutants({ Type, Properties = {} }: Resource): Change[] {
  if (Type !== 'AWS::CloudWatch::Alarm') return [];
  const { AlarmActions, Metrics } = Properties;
  return [
    ...changes(['Properties'], Properties),
    ...(AlarmActions ? [{ kind, path: ['Properties', 'AlarmActions'] }] : []),
    ...((Metrics ?? []) as Json[]).flatMap((metric, at) =>
      changes(['Properties', 'Metrics', at], metric),
    ),
  ];
}

function changes(path: Path, node: Json): Change[] {
  return Object.entries(Object(node) as { [key: string]: Json }).flatMap(
    ([key, value]): Change[] => {
      const place = [...path, key];
      if (key in others) return [{ kind, path: place, to: others[key] ?? '' }];
      if (key === 'Dimensions') return [{ kind, path: place }];
      return key === 'MetricStat' || key === 'Metric' ? changes(place, value) : [];
    },
  );
}
