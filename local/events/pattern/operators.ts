import { compileAnythingBut } from './anything-but.ts';
import { InvalidEventPatternError } from './error.ts';
import { compileCidr, compileNumeric } from './ranges.ts';
import { onText, textMatchers } from './text.ts';
import { isLeaf, isObject, type Leaf } from './values.ts';

type Matcher = (value: Leaf) => boolean;

/** Compiles the list of alternatives for one path: values and single-operator objects. */
export function compileAlternatives(
  alternatives: readonly unknown[],
  path: string,
): { matches: Matcher; matchesAbsence: boolean } {
  if (alternatives.length === 0) {
    throw new InvalidEventPatternError(path, 'a list of alternatives must not be empty');
  }
  const matchers: Matcher[] = [];
  let matchesAbsence = false;
  for (const [index, alternative] of alternatives.entries()) {
    if (isAbsence(alternative)) matchesAbsence = true;
    else matchers.push(compileAlternative(alternative, `${path}[${index}]`));
  }
  return { matches: (value) => matchers.some((matches) => matches(value)), matchesAbsence };
}

function isAbsence(alternative: unknown): boolean {
  const keys = isObject(alternative) ? Object.keys(alternative) : [];
  return keys.length === 1 && isObject(alternative) && alternative.exists === false;
}

function compileAlternative(alternative: unknown, path: string): Matcher {
  if (isLeaf(alternative)) return (value) => value === alternative;
  if (!isObject(alternative)) {
    throw new InvalidEventPatternError(path, 'an alternative must be a value or an operator');
  }
  const [entry, ...others] = Object.entries(alternative);
  if (!entry || others.length > 0) {
    throw new InvalidEventPatternError(path, 'an alternative must have exactly one operator');
  }
  return compileOperator(entry[0], entry[1], path);
}

function compileOperator(operator: string, operand: unknown, parent: string): Matcher {
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!compile) {
    const known = Object.keys(operators).join(', ');
    throw new InvalidEventPatternError(
      parent,
      `unknown operator "${operator}"; known are ${known}`,
    );
  }
  return compile(operand, `${parent}.${operator}`);
}

const operators: Readonly<Record<string, (operand: unknown, path: string) => Matcher>> = {
  prefix: (operand, path) => onText(textMatchers.prefix(operand, path)),
  suffix: (operand, path) => onText(textMatchers.suffix(operand, path)),
  wildcard: (operand, path) => onText(textMatchers.wildcard(operand, path)),
  'equals-ignore-case': (operand, path) =>
    onText(textMatchers['equals-ignore-case'](operand, path)),
  'anything-but': compileAnythingBut,
  numeric: compileNumeric,
  cidr: compileCidr,
  exists: compileExists,
};

/** `exists: false` is handled before: it matches a path without a leaf. */
function compileExists(operand: unknown, path: string): Matcher {
  if (operand !== true) throw new InvalidEventPatternError(path, 'must be true or false');
  return () => true;
}
