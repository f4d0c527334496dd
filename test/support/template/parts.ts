import { isDeepStrictEqual } from 'node:util';
import {
  type DeclaredResource,
  type DeclaredStack,
  declareStack,
} from '../../../local/stack/template/resources.ts';
import { place, STACK_NAME, type Template } from './roles.ts';

const known = new WeakMap<Template, Map<string, DeclaredStack>>();

/** A template as a stack with these values of parameters; several checks ask for the same. */
export function declared(
  template: Template,
  parameters: Readonly<Record<string, string>> = {},
): DeclaredStack {
  const stacks = known.get(template) ?? new Map<string, DeclaredStack>();
  const key = JSON.stringify(parameters);
  const stack = stacks.get(key) ?? declareStack({ name: STACK_NAME, template, parameters }, place);
  known.set(template, stacks.set(key, stack));
  return stack;
}

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
