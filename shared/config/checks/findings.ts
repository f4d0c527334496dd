import type * as z from 'zod';
import { closest } from '../document/did-you-mean.ts';
import type { SourceDocument } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { unknownKey } from '../document/keys.ts';
import { upstreamMeant } from '../schema/cache/upstreams.ts';
import { registrySchema } from '../schema/schema.ts';

type Issue = z.core.$ZodIssue;

/** Turns what the schema refused into findings that name what is written and what is valid. */
export function findings(issues: readonly Issue[], source: SourceDocument): Finding[] {
  const quoted = lazily(() => issuesInQuotes(source));
  return withoutConsequences(issues).flatMap((issue) => {
    const path = pathIn(source.content, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKey(key, issue.path),
      }));
    }
    return [{ path, message: messageAt(issue, path, source, quoted) }];
  });
}

/** Of a text where a list is needed, its length does not matter. */
function withoutConsequences(issues: readonly Issue[]): Issue[] {
  const wrong = issues.filter(({ code }) => code === 'invalid_type');
  const paths = new Set(wrong.map(({ path }) => JSON.stringify(path)));
  return issues.filter(
    ({ code, path }) => code === 'invalid_type' || !paths.has(JSON.stringify(path)),
  );
}

/** The path in the file: one statement may stand there without a list. */
function pathIn(content: unknown, path: readonly PropertyKey[]): PropertyKey[] {
  return path.filter(
    (key, at) => typeof key !== 'number' || Array.isArray(valueAt(content, path.slice(0, at))),
  );
}

function messageAt(
  issue: Issue,
  path: readonly PropertyKey[],
  source: SourceDocument,
  quoted: () => readonly Issue[],
): string {
  const value = valueAt(source.content, path);
  const written = source.unquoted(path);
  if (!written || !wantsText(issue)) return message(issue, value, written);
  const inQuotes = quoted().find((other) => isSamePath(other.path, issue.path));
  return inQuotes ? message(inQuotes, written, written) : `is ${withoutQuotes(written, value)}`;
}

/** The message for a value that is not a text to YAML where a text is needed. */
export function withoutQuotes(written: string, value: unknown): string {
  const kind =
    value === null ? 'nothing' : typeof value === 'boolean' ? 'true or false' : 'a number';
  return `${written} without quotes, which is ${kind} to YAML: put it in quotes, "${written}"`;
}

/** Quotes alone may not make it valid: then the message is about what is still invalid. */
function issuesInQuotes(source: SourceDocument): readonly Issue[] {
  return registrySchema.safeParse(source.quoted()).error?.issues ?? [];
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function wantsText(issue: Issue): boolean {
  if (issue.code === 'invalid_type') return issue.expected === 'string';
  return issue.code === 'invalid_value';
}

function isSamePath(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** @param written - What is written in the file, where YAML reads it as something else. */
function message(issue: Issue, value: unknown, written: string | undefined): string {
  if (value === undefined) return `is missing: ${wanted(issue)}`;
  if (issue.code === 'invalid_type') {
    return `is ${kindOf(value, written)}, not ${wanted(issue)}${asYaml(value)}`;
  }
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'too_big' || issue.code === 'too_small') return `needs ${issue.message}`;
  const shown = mayBeSecret(issue, value) ? '' : `${kindOf(value, written)} `;
  return `${shown}is not valid: ${issue.message}${meant(issue, value)}`;
}

/** A policy is often pasted as a text of JSON. */
function asYaml(value: unknown): string {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return '';
  return ': write it without quotes and without |, as JSON is YAML, too';
}

function meant(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return '';
  const values = issue.values.filter((it) => typeof it === 'string');
  const found = issue.path.at(-1) === 'upstream' ? upstreamMeant(value) : closest(value, values);
  return found === undefined ? '' : `; did you mean ${found}?`;
}

/** The value may be a token that was written in place of the name of its secret. */
function mayBeSecret({ path }: Issue, value: unknown): boolean {
  return path.at(-1) === 'credential' && !/^(ecr-|arn:aws)/.test(String(value));
}

function wanted(issue: Issue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  return kindNames[issue.expected] ?? issue.message;
}

const kindNames: Record<string, string> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

/** A value, shortened to fit in a line. */
const LONGEST_SHOWN = 100;

function kindOf(value: unknown, written: string | undefined): string {
  if (value === null && !written) return 'empty';
  if (written) return written;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…"` : text;
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
