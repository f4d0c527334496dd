import { StackDefinitionError } from './errors.ts';
import { withExtendedStates } from './extended-states.ts';
import type { Resolve } from './intrinsics.ts';
import { readTriggers, type Triggers } from './rules.ts';
import type { Service } from './service.ts';
import { parseShape, shapes } from './shapes.ts';

/** A function as serverless.yml declares it, with the framework's defaults. */
export interface FunctionDefinition extends Triggers {
  /** Its key in serverless.yml. */
  readonly key: string;
  /** Its name on AWS: its own, or `<service>-<stage>-<key>`. */
  readonly name: string;
  readonly handler: string;
  /** Logical id of its role, where it has one of its own. */
  readonly role?: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds; default 6. */
  readonly timeout: number;
  /** MB; default 1024. */
  readonly memorySize: number;
  readonly reservedConcurrency?: number;
  /** How often Lambda retries a failed asynchronous invocation; default 2, for a durable function 0. */
  readonly maximumRetryAttempts: number;
  /** It has a `durableConfig`: an invocation is a durable execution. */
  readonly durable: boolean;
  /** ARN of the queue or topic that gets the event after all attempts failed (`onError`). */
  readonly deadLetterArn?: string;
  /** ARN of the queue or topic that gets a record of the failed invocation (`destinations.onFailure`). */
  readonly onFailureArn?: string;
}

type Declarations = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The functions of a service by key; `functions:` may be a list of such sections, as in the framework. */
export function declarationsOf(service: Service): Declarations {
  const sections = [service.configuration.functions ?? []].flat();
  const entries = sections.flatMap((section) => Object.entries(Object(section)));
  return new Map(entries.map(([key, body]) => [key, Object(body)]));
}

export function physicalName(service: Service, key: string, declarations: Declarations): string {
  const own = declarations.get(key)?.name;
  return typeof own === 'string' ? own : `${service.name}-${service.stage}-${key}`;
}

/**
 * Reads all functions. `resolve` resolves CloudFormation functions in their references.
 *
 * @throws StackDefinitionError naming the function and the place.
 */
export function readDefinitions(service: Service, resolve: Resolve): FunctionDefinition[] {
  const declarations = declarationsOf(service);
  const scheduleNames = new Set<string>();
  return [...declarations].map(([key, declaration]) => {
    const name = physicalName(service, key, declarations);
    return readDefinition(service, { key, name, declaration, scheduleNames }, resolve);
  });
}

function readDefinition(
  service: Service,
  { key, name, declaration, scheduleNames }: Declared,
  resolve: Resolve,
): FunctionDefinition {
  const path = `functions.${key}`;
  const provider = parseShape(shapes.provider, service.configuration.provider, 'provider');
  const declared = parseShape(shapes.function, declaration, path);
  const durable = declared.durableConfig !== undefined;
  if (durable) refuseBesideDurable(declared, path);
  const resolved = listAt(resolve(declared.events, `${path}.events`), `${path}.events`);
  const events = withExtendedStates(service, name, resolved, resolve);
  const deadLetterPath = `${path}.onError`;
  const deadLetterArn = parseShape(
    shapes.deadLetterArn,
    resolve(declared.onError, deadLetterPath),
    deadLetterPath,
  );
  const destinationsPath = `${path}.destinations`;
  const { onFailure } = parseShape(
    shapes.destinations,
    resolve(declared.destinations, destinationsPath),
    destinationsPath,
  );
  return {
    key,
    name,
    handler: declared.handler,
    ...(typeof declaration.role === 'string' && { role: declaration.role }),
    runtime: declared.runtime ?? provider.runtime,
    environment: {
      ...readEnvironment(provider.environment, 'provider.environment', resolve),
      ...readEnvironment(declared.environment, `${path}.environment`, resolve),
    },
    timeout: declared.timeout ?? provider.timeout,
    memorySize: declared.memorySize ?? provider.memorySize,
    maximumRetryAttempts: declared.maximumRetryAttempts ?? (durable ? 0 : 2),
    durable,
    ...(typeof declared.reservedConcurrency === 'number' && {
      reservedConcurrency: declared.reservedConcurrency,
    }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    ...(onFailure === undefined ? {} : { onFailureArn: onFailure.arn }),
    ...readTriggers(events, `${path}.events`, key, scheduleNames),
  };
}

/** Options that the framework, like Lambda, does not allow together with `durableConfig`. */
function refuseBesideDurable(declared: object, path: string): void {
  for (const key of ['destinations', 'maximumRetryAttempts']) {
    if (Reflect.get(declared, key) === undefined) continue;
    throw new StackDefinitionError(`${path}.${key}`, 'is not allowed together with durableConfig');
  }
}

interface Declared {
  readonly key: string;
  readonly name: string;
  readonly declaration: Readonly<Record<string, unknown>>;
  readonly scheduleNames: Set<string>;
}

/** Variables as text; `null` is left out. */
function readEnvironment(value: unknown, path: string, resolve: Resolve): Record<string, string> {
  const variables = parseShape(shapes.environment, resolve(value ?? undefined, path), path);
  const given = Object.entries(variables).filter(([, text]) => text !== null);
  return Object.fromEntries(given.map(([key, text]) => [key, String(text)]));
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new StackDefinitionError(path, 'must be a list');
}
