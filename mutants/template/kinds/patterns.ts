import type { Json, Path } from '../change.ts';
import type { Change, Resource } from '../make.ts';

/** Fields of event patterns, and values of their lists, removed. */
export function patternMutants({ Type, Properties = {} }: Resource): Change[] {
  if (Type !== 'AWS::Events::Rule' || Properties.EventPattern === undefined) return [];
  return within(['Properties', 'EventPattern'], Properties.EventPattern);
}

function within(path: Path, node: Json): Change[] {
  if (Array.isArray(node)) return values(path, node);
  if (typeof node !== 'object' || node === null || isReference(node)) return [];
  return Object.entries(node).flatMap(([key, value]): Change[] => [
    // `source` of the field itself, and all that is below it.
    { kind: 'field of a pattern removed', path: [...path, key] },
    ...within([...path, key], value),
  ]);
}

/** Of a list with one value, the value cannot go: the field would match nothing, which EventBridge refuses. */
function values(path: Path, list: readonly Json[]): Change[] {
  return list.flatMap((item, at): Change[] => [
    ...(list.length > 1 ? [{ kind: 'value of a pattern removed', path: [...path, at] }] : []),
    ...(isOperator(item) || typeof item !== 'object' ? [] : within([...path, at], item)),
    ...(isOperator(item) ? inOperator([...path, at], item as { [key: string]: Json }) : []),
  ]);
}

/** The values of `anything-but`. */
function inOperator(path: Path, operator: { [key: string]: Json }): Change[] {
  const list = operator['anything-but'];
  if (!Array.isArray(list) || list.length < 2) return [];
  return list.map((_, at) => ({
    kind: 'value of a pattern removed',
    path: [...path, 'anything-but', at],
  }));
}

const operators = ['prefix', 'suffix', 'wildcard', 'anything-but', 'exists', 'numeric'];

function isOperator(item: Json): boolean {
  const [key, ...others] = Object.keys(Object(item));
  return others.length === 0 && operators.includes(key ?? '');
}

function isReference(node: object): boolean {
  const [key = ''] = Object.keys(node);
  return key === 'Ref' || key.startsWith('Fn::');
}
