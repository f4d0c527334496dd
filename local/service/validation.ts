import type { z } from 'zod';
import { AwsError } from '../http/errors.ts';

/** A violated constraint of one member of a request. */
export interface Violation {
  /** `imageIds.1.member.imageTag`: AWS counts from 1. */
  path: string;
  value: unknown;
  /** `Member must have length greater than or equal to 2` */
  constraint: string;
}

/**
 * Checks a request against its schema. Unknown members are dropped, `null` counts as absent.
 *
 * @param invalid makes the service's own error of the violated constraints
 * @throws AwsError `SerializationException` when a member has the wrong JSON type
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  invalid: (violations: readonly [Violation, ...Violation[]]) => AwsError,
): z.output<Schema> {
  const result = schema.safeParse(withoutNulls(input), { reportInput: true });
  if (result.success) return result.data;
  const mistyped = result.error.issues.find(isWrongType);
  if (mistyped) throw wrongType(mistyped);
  const [first, ...more] = result.error.issues.map(toViolation);
  throw first ? invalid([first, ...more]) : new Error('a failed check without an issue');
}

/**
 * All violated constraints, in the message format of most services. @param isSecret members whose value is not
 * quoted
 */
export function describeViolations(
  violations: readonly Violation[],
  isSecret: (member: string) => boolean = () => false,
): string {
  const listed = violations.map(({ path, value, constraint }) => {
    const member = path.replace(/(?<=^|\.)[A-Z]/g, (letter) => letter.toLowerCase());
    const shown = value === undefined ? 'null' : `'${String(value)}'`;
    return `Value${isSecret(member) ? '' : ` ${shown}`} at '${member}' failed to satisfy constraint: ${constraint}`;
  });
  const plural = violations.length === 1 ? 'error' : 'errors';
  return `${violations.length} validation ${plural} detected: ${listed.join('; ')}`;
}

/** Removes members that are null, which equal absent ones; in a list they stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === null ? [] : [[key, withoutNulls(member)]],
    ),
  );
}

type Issue = z.core.$ZodIssue;

function isWrongType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.input !== undefined;
}

function wrongType(issue: Issue): AwsError {
  const wanted = issue.code === 'invalid_type' ? issue.expected : 'another type';
  return new AwsError('SerializationException', `${pathOf(issue)} must be of type ${wanted}`);
}

function toViolation(issue: Issue): Violation {
  return { path: pathOf(issue), value: issue.input, constraint: constraintOf(issue) };
}

function pathOf(issue: Issue): string {
  return issue.path
    .map((step) => (typeof step === 'number' ? `${step + 1}.member` : String(step)))
    .join('.');
}

/** The constraint in the words of AWS's front end. */
function constraintOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return issue.input === undefined
        ? 'Member must not be null'
        : `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${'pattern' in issue ? unwrap(issue.pattern) : ''}`;
    case 'invalid_type':
      return 'Member must not be null';
    default:
      return issue.message;
  }
}

function measure(origin: string): 'value' | 'length' {
  return origin === 'number' || origin === 'int' ? 'value' : 'length';
}

/** `/^[0-9]{12}$/` as AWS prints it: `[0-9]{12}`. */
function unwrap(pattern: unknown): string {
  return String(pattern)
    .replace(/^\/\^?(?:\(\?:)?/, '')
    .replace(/\)?\$?\/[a-z]*$/, '');
}
