import type { Json, Path } from '../change.ts';
import type { Change, Resource } from '../make.ts';

const types = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Athena::WorkGroup',
];

/** What is kept, how it is protected, and for how long: each setting removed, each switch turned, each number changed. */
export function storageMutants({ Type, Properties = {} }: Resource): Change[] {
  if (!types.includes(Type)) return [];
  const [, service = '', what = ''] = Type.split('::');
  return inside(
    ['Properties'],
    Properties,
    `${service} ${what.toLowerCase()}: setting removed or changed`,
  );
}

function inside(path: Path, node: Json, kind: string): Change[] {
  if (Array.isArray(node)) {
    return node.flatMap((item, at) => [
      { kind, path: [...path, at] },
      ...inside([...path, at], item, kind),
    ]);
  }
  if (typeof node === 'boolean') return [{ kind, path, to: !node }];
  if (typeof node === 'number') return [{ kind, path, to: node === 1 ? 2 : 1 }];
  if (typeof node !== 'object' || node === null) return [];
  const keys = Object.keys(node);
  if (keys.some((key) => key === 'Ref' || key.startsWith('Fn::'))) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(path.length > 1 && keys.length === 1 ? [] : [{ kind, path: [...path, key] }]),
    ...inside([...path, key], value, kind),
  ]);
}
