import * as z from 'zod';
import type { Finding } from './cross-checks.ts';
import { registrySchema } from './schema.ts';

/** Turns what the schema refused into findings that name what is there and what would be right. */
export function findings(issues: readonly z.core.$ZodIssue[], content: unknown): Finding[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const message = `is no key here: ${keysAt(issue.path).join(', ')} are`;
      return issue.keys.map((key) => ({ path: [...issue.path, key], message }));
    }
    return [{ path: issue.path, message: message(issue, valueAt(content, issue.path)) }];
  });
}

function message(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return `is missing: ${wanted(issue)}`;
  if (issue.code === 'invalid_type') return `is ${kindOf(value)}, not ${wanted(issue)}`;
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'too_big' || issue.code === 'too_small') return `needs ${issue.message}`;
  return `${JSON.stringify(value)} is not right: ${issue.message}`;
}

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  return kindNames[issue.expected] ?? issue.expected;
}

const kindNames: Record<string, string> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  array: 'a list',
  object: 'a map of keys',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  return JSON.stringify(value);
}

/** The keys that the schema knows at a path: `anyOf`-free, so `properties` and `items` lead the way. */
function keysAt(path: readonly PropertyKey[]): string[] {
  const root: z.core.JSONSchema.BaseSchema = z.toJSONSchema(registrySchema, { io: 'input' });
  const node = path.reduce<unknown>((schema, key) => {
    const { properties, items } = schema as z.core.JSONSchema.BaseSchema;
    return typeof key === 'number' ? items : properties?.[String(key)];
  }, root);
  return Object.keys((node as z.core.JSONSchema.BaseSchema).properties ?? {});
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    content,
  );
}
