import { isDeepStrictEqual } from 'node:util';
import { inOneForm } from './policy-form.ts';
import { inWords } from './words.ts';

/**
 * Whether two settings mean the same. ECR may return a policy in another form than it was put: with other white space
 * and order of keys and of lifecycle rules, a string for a list of one, and an account as the ARN of its root. Such a
 * difference is no drift: it could never be removed. For others of the same meaning see policy-form.ts.
 */
export function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(normal(a), normal(b));
}

/** What differs between the settings of two maps, each as `key: before → after`. */
export function differing<State extends object>(
  before: Partial<State>,
  after: Partial<State>,
  keys: readonly (keyof State & string)[],
): string[] {
  // As a whole, which says what the value of a key means.
  const [from, to] = [inOneForm({ ...before }), inOneForm({ ...after })];
  return keys
    .filter((key) => !isSame(from[key], to[key]))
    .map((key) => `${key}: ${change(inWords(before[key]), inWords(after[key]))}`);
}

/** Different values can have the same words. */
function change(before: string, after: string): string {
  return before === after ? `${before} → ${after}, with other contents` : `${before} → ${after}`;
}

function normal(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('{') ? parsed(value) : account(value);
  if (Array.isArray(value)) return list(value.map(normal));
  if (typeof value !== 'object' || value === null) return value;
  const form = inOneForm(value as Readonly<Record<string, unknown>>);
  const members = Object.entries(form).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, normal(member)]));
}

function list(values: readonly unknown[]): unknown {
  if (!values.every((value) => typeof value === 'string')) return values;
  const each = [...new Set(values)];
  return each.length === 1 ? each[0] : each.sort();
}

function account(text: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(text)?.[1] ?? text;
}

function parsed(text: string): unknown {
  try {
    return normal(JSON.parse(text));
  } catch {
    return text;
  }
}
