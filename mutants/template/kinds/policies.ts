import type { Json, Path } from '../change.ts';
import type { Change, Resource } from '../make.ts';

/** Permissions of roles and of resources: each removed and widened. */
export function policyMutants({ Type, Properties = {} }: Resource): Change[] {
  const documents = documentPaths(Type, Properties);
  const isRole = Type.startsWith('AWS::IAM::');
  return [
    ...documents.flatMap(([path, document]) => statementMutants(path, document, isRole)),
    ...(Type === 'AWS::IAM::Role' ? trustMutants : []),
    ...listed(['Properties', 'Roles'], Properties.Roles, 'a policy not attached to a role'),
    ...(Type === 'AWS::Lambda::Permission' ? invokerMutants(Properties) : []),
  ];
}

type Document = { readonly Statement: readonly Record<string, Json>[] };

function documentPaths(
  type: string,
  { Policies, PolicyDocument, KeyPolicy }: Record<string, Json>,
): [Path, Document][] {
  if (type === 'AWS::IAM::Role') {
    return (Policies as Json[]).map((policy, at) => [
      ['Properties', 'Policies', at, 'PolicyDocument'],
      Object(policy).PolicyDocument as Document,
    ]);
  }
  const found = Object.entries({ PolicyDocument, KeyPolicy }).filter(([, it]) => it !== undefined);
  // Both are policy documents; the template's own type has them as any JSON.
  return found.map(([name, it]) => [['Properties', name], it as unknown as Document]);
}

function statementMutants(path: Path, { Statement }: Document, isRole: boolean): Change[] {
  return Statement.flatMap((statement, at): Change[] => {
    const place = [...path, 'Statement', at];
    const of = isRole ? 'of a role' : 'of a resource';
    return [
      { kind: `statement ${of} removed`, path: place },
      ...listed([...place, 'Action'], statement.Action, `action ${of} removed`),
      ...widenedActions([...place, 'Action'], statement.Action, `action ${of} widened`),
      ...widenedResources([...place, 'Resource'], statement.Resource, `resource ${of} widened`),
      ...conditionMutants([...place, 'Condition'], statement.Condition, of),
      ...('Principal' in statement
        ? [
            {
              kind: 'principal changed',
              path: [...place, 'Principal'],
              to: statement.Principal === '*' ? { Service: 'other.amazonaws.com' } : '*',
            },
          ]
        : []),
      ...(statement.Effect === 'Deny'
        ? [{ kind: 'deny turned into allow', path: [...place, 'Effect'], to: 'Allow' }]
        : []),
    ];
  });
}

/** Each item of a list of several removed; one alone is all that there is. */
export function listed(path: Path, value: Json | undefined, kind: string): Change[] {
  if (!Array.isArray(value) || value.length < 2) return [];
  return value.map((_, at) => ({ kind, path: [...path, at] }));
}

function widenedActions(path: Path, value: Json | undefined, kind: string): Change[] {
  return items(path, value).flatMap(([place, action]) => {
    const [service, name] = String(action).split(':');
    return name === '*' ? [] : [{ kind, path: place, to: `${service}:*` }];
  });
}

function widenedResources(path: Path, value: Json | undefined, kind: string): Change[] {
  return items(path, value).flatMap(([place, resource]) =>
    resource === '*' ? [] : [{ kind, path: place, to: '*' }],
  );
}

function items(path: Path, value: Json | undefined): [Path, Json][] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [[path, value]];
  return value.map((item, at) => [[...path, at], item]);
}

function conditionMutants(path: Path, condition: Json | undefined, of: string): Change[] {
  if (condition === undefined) return [];
  const operators = Object.entries(Object(condition) as Record<string, Record<string, Json>>);
  const kind = `condition ${of} removed`;
  return [
    { kind, path },
    ...operators.flatMap(([operator, keys]): Change[] =>
      Object.entries(keys).flatMap(([key, values]) => [
        ...(operators.length > 1 ? [{ kind, path: [...path, operator] }] : []),
        ...listed([...path, operator, key], values, `value of a condition ${of} removed`),
      ]),
    ),
  ];
}

const trust: Path = ['Properties', 'AssumeRolePolicyDocument', 'Statement'];

const trustMutants: readonly Change[] = [
  { kind: 'trust of a role changed', path: [...trust, 0] },
  { kind: 'trust of a role changed', path: [...trust, 0, 'Principal'], to: '*' },
];

function invokerMutants({ SourceArn }: Record<string, Json>): Change[] {
  const kind = 'permission to invoke widened or moved';
  if (SourceArn === undefined) return [];
  return [
    { kind, path: ['Properties', 'SourceArn'] },
    { kind, path: ['Properties', 'Principal'], to: 'other.amazonaws.com' },
    { kind, path: ['Properties', 'Principal'], to: '*' },
  ];
}
