import { InvalidEventPatternError } from './error.ts';
import type { Leaf } from './values.ts';
import { compileWildcard } from './wildcard.ts';

export type TextMatcher = (text: string) => boolean;

/** The operators on text, which are also allowed inside `anything-but`. */
export const textMatchers = {
  prefix: (operand, path) => {
    if (!isIgnoreCase(operand)) return startsWith(requireText(operand, path));
    return ignoringCase(startsWith, requireText(operand['equals-ignore-case'], path));
  },
  suffix: (operand, path) => {
    if (!isIgnoreCase(operand)) return endsWith(requireText(operand, path));
    return ignoringCase(endsWith, requireText(operand['equals-ignore-case'], path));
  },
  wildcard: (operand, path) => compileWildcard(requireText(operand, path), path),
  'equals-ignore-case': (operand, path) => ignoringCase(equals, requireText(operand, path)),
} satisfies Record<string, (operand: unknown, path: string) => TextMatcher>;

/** Text operators match text only: the number 12 has no prefix `1`. */
export function onText(matches: TextMatcher): (value: Leaf) => boolean {
  return (value) => typeof value === 'string' && matches(value);
}

export function requireText(operand: unknown, path: string): string {
  if (typeof operand === 'string') return operand;
  throw new InvalidEventPatternError(path, `must be a string, not ${JSON.stringify(operand)}`);
}

const equals = (expected: string) => (text: string) => text === expected;
const startsWith = (prefix: string) => (text: string) => text.startsWith(prefix);
const endsWith = (suffix: string) => (text: string) => text.endsWith(suffix);

function ignoringCase(compile: (operand: string) => TextMatcher, operand: string): TextMatcher {
  const matches = compile(operand.toLowerCase());
  return (text) => matches(text.toLowerCase());
}

function isIgnoreCase(operand: unknown): operand is { 'equals-ignore-case': unknown } {
  if (typeof operand !== 'object' || operand === null) return false;
  const keys = Object.keys(operand);
  return keys.length === 1 && keys[0] === 'equals-ignore-case';
}
