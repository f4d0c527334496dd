import { InvalidEventPatternError } from './error.ts';
import { onText, type TextMatcher, textMatchers } from './text.ts';
import { isObject, type Leaf } from './values.ts';

type Matcher = (value: Leaf) => boolean;

/**
 * Compiles `anything-but`: a value, a list of values (all strings or all numbers), or one text
 * operator with one operand or a list. A path without a leaf does not match.
 */
export function compileAnythingBut(operand: unknown, path: string): Matcher {
  if (isObject(operand)) {
    return butTextOperator(operand, path);
  }
  const values = requireSome(operand, path);
  const [type] = values.map((value) => typeof value);
  if (type !== 'string' && type !== 'number') {
    throw new InvalidEventPatternError(path, 'values must be strings or numbers');
  }
  if (values.some((value) => typeof value !== type)) {
    throw new InvalidEventPatternError(path, 'strings and numbers must not be mixed');
  }
  return (value) => !values.includes(value);
}

function butTextOperator(operand: object, path: string): Matcher {
  const [entry, ...others] = Object.entries(operand);
  if (!entry || others.length > 0) {
    throw new InvalidEventPatternError(path, 'must have exactly one operator');
  }
  const [operator, texts] = entry;
  if (!isTextOperator(operator)) {
    const known = Object.keys(textMatchers).join(', ');
    throw new InvalidEventPatternError(path, `unknown operator "${operator}"; known are ${known}`);
  }
  const place = `${path}.${operator}`;
  const refused = requireSome(texts, place).map((text) => butText(operator, text, place));
  return (value) => !refused.some((matches) => matches(value));
}

function butText(operator: keyof typeof textMatchers, text: unknown, path: string): Matcher {
  if (typeof text !== 'string' || text === '') {
    throw new InvalidEventPatternError(
      path,
      'must be a string that is not empty, or a list of them',
    );
  }
  const matches: TextMatcher = textMatchers[operator](text, path);
  return onText(matches);
}

function requireSome(operand: unknown, path: string): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new InvalidEventPatternError(path, 'must not be an empty list');
  return list;
}

function isTextOperator(operator: string): operator is keyof typeof textMatchers {
  return Object.hasOwn(textMatchers, operator);
}
