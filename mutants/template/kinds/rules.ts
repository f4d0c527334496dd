import type { Json } from '../change.ts';
import type { Change, Resource } from '../make.ts';

/** When rules start, and what happens to an event that they cannot deliver. */
export function ruleMutants({ Type, Properties = {} }: Resource): Change[] {
  if (Type !== 'AWS::Events::Rule') return [];
  const { State, ScheduleExpression, Targets } = Properties;
  const [target] = Targets as { [key: string]: Json }[];
  const failure = ['RetryPolicy', 'DeadLetterConfig'].filter((key) => target?.[key] !== undefined);
  return [
    ...states(State).map((to) => ({
      kind: 'state of a rule switched',
      path: ['Properties', 'State'],
      to,
    })),
    ...schedules(ScheduleExpression),
    { kind: 'target removed', path: ['Properties', 'Targets', 0] },
    ...failure.map((key) => ({
      kind: 'what a rule does after a failure removed',
      path: ['Properties', 'Targets', 0, key],
    })),
    ...retries(target?.RetryPolicy),
  ];
}

function states(state: Json | undefined): Json[] {
  const [condition, on, off] = (Object(state)['Fn::If'] ?? []) as Json[];
  if (condition === undefined) return [state === 'DISABLED' ? 'ENABLED' : 'DISABLED'];
  return ['ENABLED', 'DISABLED', { 'Fn::If': [condition, off ?? '', on ?? ''] }];
}

function schedules(expression: Json | undefined): Change[] {
  if (expression === undefined) return [];
  const path = ['Properties', 'ScheduleExpression'];
  const kind = 'schedule removed or changed';
  const [text] = (Object(expression)['Fn::Sub'] ?? []) as string[];
  return [
    { kind, path },
    { kind, path, to: 'rate(7 days)' },
    ...(text === undefined
      ? []
      : [
          { kind, path, to: text.replace('$' + '{Minute}', '0') },
          {
            kind,
            path: [...path, 'Fn::Sub', 0],
            to: text.replace(/ (\d+) \*/, (_, hour) => ` ${Number(hour) + 12} *`),
          },
        ]),
  ];
}

function retries(policy: Json | undefined): Change[] {
  return Object.keys(Object(policy)).map((key) => ({
    kind: 'what a rule does after a failure changed',
    path: ['Properties', 'Targets', 0, 'RetryPolicy', key],
    to: key === 'MaximumRetryAttempts' ? 0 : 60,
  }));
}
