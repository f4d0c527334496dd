import { StackDefinitionError } from '../errors.ts';

/**
 * Does the condition of this name hold?
 *
 * @throws StackDefinitionError for a name that the template does not declare; `path` is where it stands
 */
export type Holds = (name: string, path: string) => boolean;

/** Resolves references; `undefined` if the target does not exist. */
export interface References {
  /** `Ref`: a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown;
  /** `Fn::GetAtt`. */
  attribute(name: string, attribute: string): unknown;
  /** All names, for messages. */
  names(): readonly string[];
  /** The condition of a resource that is not made, as it does not hold; for messages. */
  missing?(name: string): string | undefined;
  /** The conditions of `Fn::If`; by default there are none. */
  readonly holds?: Holds;
  /** The section `Mappings`, for `Fn::FindInMap`; by default it is empty. */
  readonly mappings?: Readonly<Record<string, unknown>>;
}

/**
 * Resolves a value and everything in it; `path` is its place, for messages. What is `AWS::NoValue` is left out of its
 * object or list; a value that is it itself is `undefined`.
 */
export type Resolve = (value: unknown, path: string) => unknown;

/**
 * Creates a resolver for CloudFormation's functions: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::Select`,
 * `Fn::Split`, `Fn::If`, `Fn::FindInMap`.
 *
 * @throws StackDefinitionError (from the resolver) for a reference that cannot be resolved, and for any other
 *   `Fn::`.
 */
export function createResolver(references: References): Resolve {
  const resolve: Resolve = (value, path) => {
    if (Array.isArray(value)) {
      return value.map((item, index) => resolve(item, `${path}[${index}]`)).filter(isGiven);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first && entries.length === 1 && isFunction(first[0]))
      return call(first[0], first[1], path);
    const resolved = entries.map(([key, item]) => [key, resolve(item, `${path}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => isGiven(item)));
  };

  function call(name: string, argument: unknown, path: string): unknown {
    switch (name) {
      case 'Ref':
        if (argument === 'AWS::NoValue') return undefined;
        return refer(String(argument), `Ref "${argument}"`, path);
      case 'Fn::GetAtt':
        return getAttribute([argument].flat().join('.'), path);
      case 'Fn::Sub':
        return substitute(argument, path);
      case 'Fn::Join':
        return join(argument, path);
      case 'Fn::Select':
        return select(argument, path);
      case 'Fn::Split':
        return split(argument, path);
      case 'Fn::If':
        return choose(argument, path);
      case 'Fn::FindInMap':
        return findInMap(argument, path);
      default:
        throw new StackDefinitionError(path, `${name} is not supported locally`);
    }
  }

  function getAttribute(dotted: string, path: string): unknown {
    const [id = '', ...attribute] = dotted.split('.');
    const value = references.attribute(id, attribute.join('.'));
    return known(value, `Fn::GetAtt "${dotted}"`, path, id);
  }

  function refer(name: string, reference: string, path: string): unknown {
    return known(references.ref(name), reference, path, name);
  }

  /** `text`, or `[text, variables]`; `${!Literal}` becomes `${Literal}`. */
  function substitute(argument: unknown, path: string): string {
    const [text, variables] = [argument].flat();
    const own = new Map(Object.entries(Object(resolve(variables ?? {}, path))));
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, given: string) => {
      if (literal) return `\${${given}}`;
      const name = given.trim();
      const value = own.get(name) ?? referred(name, path);
      return textOf(value, `\${${name}} in Fn::Sub`, path);
    });
  }

  function referred(name: string, path: string): unknown {
    if (name.includes('.')) return getAttribute(name, path);
    return refer(name, `\${${name}} in Fn::Sub`, path);
  }

  function join(argument: unknown, path: string): string {
    const [delimiter, items] = listOf(argument, 'Fn::Join', path);
    const texts = listOf(resolve(items, path), 'Fn::Join', path);
    return texts.map((item) => textOf(item, 'an item of Fn::Join', path)).join(String(delimiter));
  }

  function select(argument: unknown, path: string): unknown {
    const [index, items] = listOf(argument, 'Fn::Select', path);
    const list = listOf(resolve(items, path), 'Fn::Select', path);
    const chosen = list[Number(resolve(index, path))];
    if (chosen !== undefined) return chosen;
    throw new StackDefinitionError(path, `Fn::Select ${index}: the list has ${list.length} values`);
  }

  function split(argument: unknown, path: string): readonly string[] {
    const [delimiter, source] = listOf(argument, 'Fn::Split', path);
    const text = textOf(resolve(source, path), 'the source of Fn::Split', path);
    if (typeof delimiter === 'string' && delimiter !== '') return text.split(delimiter);
    throw new StackDefinitionError(path, 'Fn::Split takes a delimiter that is not empty');
  }

  /** What is not chosen is not resolved: it may refer to a resource that is not made. */
  function choose(argument: unknown, path: string): unknown {
    const parts = listOf(argument, 'Fn::If', path);
    if (parts.length !== 3) throw new StackDefinitionError(path, 'Fn::If takes a list of 3');
    const [condition, first, second] = parts;
    const holds = references.holds?.(String(condition), path);
    return resolve(holds ? first : second, path);
  }

  function findInMap(argument: unknown, path: string): unknown {
    const keys = listOf(argument, 'Fn::FindInMap', path).map((key) => resolve(key, path));
    const found = keys.reduce(
      (map: unknown, key) =>
        Object.hasOwn(Object(map), String(key)) ? Object(map)[String(key)] : undefined,
      references.mappings ?? {},
    );
    if (keys.length === 3 && found !== undefined) return found;
    throw new StackDefinitionError(path, `Fn::FindInMap: there is no ${keys.join('.')}`);
  }

  function known(value: unknown, reference: string, path: string, id: string): unknown {
    if (value !== undefined) return value;
    const condition = references.missing?.(id);
    if (condition !== undefined) {
      const problem = `${reference}: its condition ${condition} does not hold`;
      throw new StackDefinitionError(path, problem);
    }
    const names = references.names().join(', ');
    throw new StackDefinitionError(path, `${reference} names nothing; there is ${names}`);
  }

  return resolve;
}

/** Text goes into text: CloudFormation refuses a list or an object there. */
function textOf(value: unknown, what: string, path: string): string {
  if (typeof value !== 'object' && value !== undefined) return String(value);
  throw new StackDefinitionError(path, `${what} is not a text`);
}

function listOf(value: unknown, name: string, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new StackDefinitionError(path, `${name} takes a list`);
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
