import type { z } from 'zod';
import type { AwsError } from '../http/errors.ts';
import type { PolicyOf } from '../iam/permissions.ts';
import type { Principal } from './principal.ts';
import { parseInput, type Violation } from './validation.ts';

/** One operation of a service, ready to be called with the JSON of a request. */
export interface Operation {
  readonly name: string;
  /** Writes are recorded as by CloudTrail; reads send no event. */
  readonly write: boolean;
  /** Checks the request and carries it out. Dates in the answer are `Date`; the protocol writes them. */
  call(input: unknown, caller: Principal): object | Promise<object>;
}

/** A service that speaks AWS JSON 1.1. */
export interface JsonService {
  /** As in IAM actions and in `<name>.amazonaws.com`: `ecr`. */
  readonly name: string;
  /** The part of `X-Amz-Target` before the dot. */
  readonly target: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** The name of the message member of its errors: ECR and Secrets Manager differ. */
  readonly messageMember: 'message' | 'Message';
  /** ARN of the resource of a request, where CloudTrail names one. */
  resourceOf(input: unknown): string | undefined;
  /** The resource of a request in an access denied message; `*` for the service as a whole. */
  subjectOf(input: unknown): string;
  /** The policies of its resources; by default they have none. */
  readonly policyOf?: PolicyOf;
  /** Request and response as CloudTrail records them: without secrets. */
  recorded(part: 'request' | 'response', value: object): object;
}

/** Makes a service's error for violated constraints. */
export type InvalidInput = (violations: readonly [Violation, ...Violation[]]) => AwsError;

/** Declares operations of one service: `read(name, schema, run)` and `write(name, schema, run)`. */
export function declareOperations(invalid: InvalidInput): {
  read: Declare;
  write: Declare;
} {
  const declare =
    (write: boolean): Declare =>
    (name, schema, run) => ({
      name,
      write,
      call: (input, caller) => run(parseInput(schema, input, invalid), caller),
    });
  return { read: declare(false), write: declare(true) };
}

export type Declare = <Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  run: (input: z.output<Schema>, caller: Principal) => object | Promise<object>,
) => Operation;

/** An unchecked member of a request. */
export function textMember(input: unknown, member: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value: unknown = Reflect.get(input, member);
  return typeof value === 'string' ? value : undefined;
}

export function byName(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.map((operation) => [operation.name, operation]));
}
