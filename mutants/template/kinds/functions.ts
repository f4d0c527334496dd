import type { Json } from '../change.ts';
import type { Change, Resource } from '../make.ts';

/** What a function has: variables, limits, its role, where its failures go. */
export function functionMutants(
  { Type, Properties = {} }: Resource,
  _: string,
  ids: readonly string[],
): Change[] {
  if (Type === 'AWS::Lambda::EventInvokeConfig') return invokeMutants(Properties);
  if (Type !== 'AWS::Lambda::Function') return [];
  const { Environment, Role, Timeout, MemorySize, DeadLetterConfig, DurableConfig } = Properties;
  const variables = Object(Object(Environment).Variables) as { [name: string]: Json };
  const limit = 'limit of a function changed';
  return [
    ...Object.keys(variables).map((name) => ({
      kind: 'variable removed',
      path: ['Properties', 'Environment', 'Variables', name],
    })),
    ...Object.entries(variables).flatMap(([name, value]) => variableMutants(name, value)),
    { kind: limit, path: ['Properties', 'Timeout'], to: Number(Timeout) === 900 ? 30 : 3 },
    { kind: limit, path: ['Properties', 'MemorySize'], to: Number(MemorySize) / 4 },
    { kind: limit, path: ['Properties', 'ReservedConcurrentExecutions'], to: 1 },
    { kind: 'role of a function changed', path: ['Properties', 'Role'], to: otherRole(Role, ids) },
    {
      kind: 'code of a function changed',
      path: ['Properties', 'Handler'],
      to: 'functions/x.handler',
    },
    { kind: 'code of a function changed', path: ['Properties', 'Runtime'], to: 'nodejs22.x' },
    { kind: 'code of a function changed', path: ['Properties', 'Architectures'] },
    ...(DeadLetterConfig === undefined
      ? []
      : [{ kind: 'destination of failures removed', path: ['Properties', 'DeadLetterConfig'] }]),
    ...Object.keys(Object(DurableConfig)).map((key) => ({
      kind: limit,
      path: ['Properties', 'DurableConfig', key],
      to: 1,
    })),
  ];
}

/** A variable that names another resource, or has another number. */
function variableMutants(name: string, value: Json): Change[] {
  const path = ['Properties', 'Environment', 'Variables', name];
  const kind = 'variable changed';
  if (/^\d+$/.test(String(value))) return [{ kind, path, to: '0' }];
  if (typeof value === 'object') return [{ kind, path, to: { Ref: 'AWS::Region' } }];
  return [];
}

function otherRole(role: Json | undefined, ids: readonly string[]): Json {
  const [own] = (Object(role)['Fn::GetAtt'] ?? []) as string[];
  const roles = ids.filter((id) => id.endsWith('Role'));
  const next = roles[(roles.indexOf(own ?? '') + 1) % roles.length] ?? '';
  return { 'Fn::GetAtt': [next, 'Arn'] };
}

function invokeMutants({ MaximumRetryAttempts, DestinationConfig }: { [key: string]: Json }) {
  const attempts = ['Properties', 'MaximumRetryAttempts'];
  return [
    { kind: 'destination of failures removed', path: ['Properties', 'DestinationConfig'] },
    {
      kind: 'destination of failures removed',
      path: ['Properties', 'DestinationConfig', ...Object.keys(Object(DestinationConfig))],
    },
    { kind: 'retries of a function changed', path: attempts, to: 0 },
    { kind: 'retries of a function changed', path: attempts, to: 3 - Number(MaximumRetryAttempts) },
  ];
}
