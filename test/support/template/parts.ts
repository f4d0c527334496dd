import { isDeepStrictEqual } from 'node:util';
import type { DeclaredResource, DeclaredStack } from '../../../local/stack/resources.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** The resources of a type, by logical id. */
export function ofType(stack: DeclaredStack, type: string): [string, DeclaredResource][] {
  return Object.entries(stack.resources).filter(([, it]) => it.type === type);
}

/**
 * Where a value lacks something that is expected of it, by path. Of an object only the members that are expected count, of a
 * list all items.
 */
export function lacking(value: unknown, expected: unknown, path: string): string[] {
  if (typeof expected === 'object' && expected !== null && !Array.isArray(expected)) {
    return Object.entries(expected).flatMap(([key, part]) =>
      lacking(Object(value)[key], part, `${path}.${key}`),
    );
  }
  if (isDeepStrictEqual(value, expected)) return [];
  return [`${path} is ${JSON.stringify(value)}, not ${JSON.stringify(expected)}`];
}
