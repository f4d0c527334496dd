import { InvalidEventPatternError } from './error.ts';
import { compileAlternatives } from './operators.ts';
import { fieldPath, isObject, type Leaf } from './values.ts';

/** The conditions of a pattern on one path. */
export interface Condition {
  readonly path: string;
  matches(value: Leaf): boolean;
  /** Whether the path may have no leaf: `exists: false` is among the alternatives. */
  readonly matchesAbsence: boolean;
}

/** Conditions that must hold together, in the order of their paths. */
export type Rule = readonly Condition[];

/** EventBridge's limit for the combinations that `$or` multiplies into. */
const MAX_RULES = 1000;

/** Rewrites a pattern into rules without `$or`, one of which must match. */
export function compileRules(pattern: unknown): readonly Rule[] {
  const rules = objectRules(pattern, '');
  return rules.map((rule) => rule.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
}

function objectRules(pattern: unknown, path: string): readonly Rule[] {
  if (!isObject(pattern)) throw new InvalidEventPatternError(path, 'must be an object');
  const entries = Object.entries(pattern);
  if (entries.length === 0)
    throw new InvalidEventPatternError(path, 'an object must have at least one field');
  return entries
    .map(([key, value]) => (key === '$or' ? orRules(value, path) : fieldRules(key, value, path)))
    .reduce((one, other) => product(one, other, path));
}

function fieldRules(key: string, value: unknown, parent: string): readonly Rule[] {
  const path = fieldPath(parent, key);
  if (Array.isArray(value)) return [[{ path, ...compileAlternatives(value, path) }]];
  if (isObject(value)) return objectRules(value, path);
  throw new InvalidEventPatternError(
    path,
    `must be an object or a list of alternatives, not ${JSON.stringify(value)}`,
  );
}

function orRules(value: unknown, path: string): readonly Rule[] {
  const place = fieldPath(path, '$or');
  if (!Array.isArray(value) || value.length < 2) {
    throw new InvalidEventPatternError(place, 'must be a list of at least two objects');
  }
  return value.flatMap((branch: unknown, index) => {
    if (!isObject(branch))
      throw new InvalidEventPatternError(`${place}[${index}]`, 'must be an object');
    return objectRules(branch, path);
  });
}

function product(one: readonly Rule[], other: readonly Rule[], path: string): readonly Rule[] {
  if (one.length * other.length > MAX_RULES) {
    throw new InvalidEventPatternError(path, `$or gives more than ${MAX_RULES} combinations`);
  }
  return one.flatMap((left) => other.map((right) => [...left, ...right]));
}
