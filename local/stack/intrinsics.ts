import { StackDefinitionError } from './errors.ts';

/** Resolves references; `undefined` if the target does not exist. */
export interface References {
  /** `Ref`: a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown;
  /** `Fn::GetAtt`. */
  attribute(name: string, attribute: string): unknown;
  /** All names, for messages. */
  names(): readonly string[];
}

/** Resolves a value and everything in it; `path` is its place, for messages. */
export type Resolve = (value: unknown, path: string) => unknown;

/**
 * Creates a resolver for CloudFormation's functions: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::Select`.
 *
 * @throws StackDefinitionError (from the resolver) for a reference that cannot be resolved, and for any other
 *   `Fn::`.
 */
export function createResolver(references: References): Resolve {
  const resolve: Resolve = (value, path) => {
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, `${path}[${index}]`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first && entries.length === 1 && isFunction(first[0]))
      return call(first[0], first[1], path);
    return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, `${path}.${key}`)]));
  };

  function call(name: string, argument: unknown, path: string): unknown {
    switch (name) {
      case 'Ref':
        return known(references.ref(String(argument)), `Ref "${argument}"`, path);
      case 'Fn::GetAtt':
        return getAttribute([argument].flat().join('.'), path);
      case 'Fn::Sub':
        return substitute(argument, path);
      case 'Fn::Join':
        return join(argument, path);
      case 'Fn::Select':
        return select(argument, path);
      default:
        throw new StackDefinitionError(path, `${name} is not supported locally`);
    }
  }

  function getAttribute(dotted: string, path: string): unknown {
    const [id = '', ...attribute] = dotted.split('.');
    return known(references.attribute(id, attribute.join('.')), `Fn::GetAtt "${dotted}"`, path);
  }

  /** `text`, or `[text, variables]`; `${!Literal}` becomes `${Literal}`. */
  function substitute(argument: unknown, path: string): string {
    const [text, variables] = [argument].flat();
    const own = new Map(Object.entries(Object(resolve(variables ?? {}, path))));
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (own.has(name)) return String(own.get(name));
      if (name.includes('.')) return String(getAttribute(name, path));
      return String(known(references.ref(name), `\${${name}} in Fn::Sub`, path));
    });
  }

  function join(argument: unknown, path: string): string {
    const [delimiter, items] = listOf(argument, 'Fn::Join', path);
    return listOf(resolve(items, path), 'Fn::Join', path).join(String(delimiter));
  }

  function select(argument: unknown, path: string): unknown {
    const [index, items] = listOf(argument, 'Fn::Select', path);
    const chosen = listOf(resolve(items, path), 'Fn::Select', path)[Number(index)];
    return known(chosen, `Fn::Select ${index}`, path);
  }

  function known(value: unknown, reference: string, path: string): unknown {
    if (value !== undefined) return value;
    const names = references.names().join(', ');
    throw new StackDefinitionError(path, `${reference} names nothing; there is ${names}`);
  }

  return resolve;
}

function listOf(value: unknown, name: string, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new StackDefinitionError(path, `${name} takes a list`);
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}
