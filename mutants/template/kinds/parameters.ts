import type { Json } from '../change.ts';
import type { Change } from '../make.ts';

type Section = { readonly [name: string]: { readonly [key: string]: Json } };

/** Parameters, conditions and outputs. */
export function parameterMutants(template: Json): Change[] {
  const { Parameters, Conditions, Outputs } = Object(template) as Record<string, Section>;
  return [
    ...Object.entries(Parameters ?? {}).flatMap(([name, body]) => parameter(name, body)),
    ...Object.keys(Conditions ?? {}).map((name) => ({
      kind: 'condition turned round',
      path: ['Conditions', name],
      to: turned(Conditions?.[name] ?? {}),
    })),
    ...Object.entries(Conditions ?? {}).flatMap(([name, body]) => operands(name, body)),
    ...Object.keys(Outputs ?? {}).map((name) => ({
      kind: 'output removed',
      path: ['Outputs', name],
    })),
  ];
}

function parameter(
  name: string,
  { AllowedPattern, AllowedValues, Default }: { readonly [key: string]: Json },
): Change[] {
  const path = ['Parameters', name];
  const values = (AllowedValues ?? []) as string[];
  const others = values.length > 0 ? values.filter((value) => value !== Default) : ['*'];
  return [
    ...(AllowedPattern === undefined
      ? []
      : [{ kind: 'bound of a parameter removed', path: [...path, 'AllowedPattern'] }]),
    ...(AllowedValues === undefined
      ? []
      : [{ kind: 'bound of a parameter removed', path: [...path, 'AllowedValues'] }]),
    ...values.flatMap((value, at) =>
      value === Default
        ? []
        : [{ kind: 'value of a parameter removed', path: [...path, 'AllowedValues', at] }],
    ),
    ...others.map((to) => ({
      kind: 'default of a parameter changed',
      path: [...path, 'Default'],
      to,
    })),
  ];
}

function turned(condition: { readonly [key: string]: Json }): Json {
  const [inner, ...others] = (condition['Fn::Not'] ?? []) as Json[];
  return inner !== undefined && others.length === 0 ? inner : { 'Fn::Not': [condition] };
}

/** Each part of what has several, removed. */
function operands(name: string, condition: { readonly [key: string]: Json }): Change[] {
  return ['Fn::And', 'Fn::Or']
    .flatMap((key) =>
      ((condition[key] ?? []) as Json[]).map((part) => ({
        kind: 'part of a condition removed',
        path: ['Conditions', name],
        to: part,
      })),
    )
    .map((change, at, all) => ({ ...change, to: all[all.length - 1 - at]?.to ?? change.to }));
}
