import { isDeepStrictEqual } from 'node:util';
import { inWords } from './words.ts';

/**
 * Whether two settings mean the same. ECR may return a policy in another form than it was put: with other white space
 * and order of keys, a string for a list of one, each text of a list once, "true" for true, and an account as the ARN of
 * its root. Such a difference is no drift: it could never be removed. So is one between the two ways to name everybody.
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
  return (
    keys
      // With the key, which says what a value means.
      .filter((key) => !isSame({ [key]: before[key] }, { [key]: after[key] }))
      .map((key) => `${key}: ${change(inWords(before[key]), inWords(after[key]))}`)
  );
}

/** Different values can have the same words. */
function change(before: string, after: string): string {
  return before === after ? `${before} → ${after}, with other contents` : `${before} → ${after}`;
}

function normal(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('{') ? parsed(value) : account(value);
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return list(value.map(normal));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, normal(named(key, member))]));
}

/** Both mean everybody (IAM user guide, "Principal"). */
function named(key: string, member: unknown): unknown {
  return key === 'Principal' && member === '*' ? { AWS: '*' } : member;
}

function list(values: readonly unknown[]): unknown {
  if (!values.every((value) => typeof value === 'string')) return values;
  const different = [...new Set(values)].sort();
  return different.length === 1 ? different[0] : different;
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
