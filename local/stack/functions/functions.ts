import { StackDefinitionError } from '../errors.ts';
import { readTriggers, type Triggers } from '../rules/triggers.ts';
import { functionNameIn, splitFunction } from '../template/arns.ts';
import type { DeclaredResource, DeclaredStack } from '../template/resources.ts';
import { parseShape, shapes } from '../template/shapes.ts';

/** A function of the stack, with Lambda's defaults. */
export interface FunctionDefinition extends Triggers {
  /** Its name without the stack's: its key in serverless.yml. */
  readonly key: string;
  readonly logicalId: string;
  /** Its name on AWS. */
  readonly name: string;
  readonly handler: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds; default 3. */
  readonly timeout: number;
  /** MB; default 128. */
  readonly memorySize: number;
  readonly reservedConcurrency?: number;
  /** How often Lambda retries a failed asynchronous invocation; default 2, for a durable function 0. */
  readonly maximumRetryAttempts: number;
  /** It has a `DurableConfig`: an invocation is a durable execution. */
  readonly durable: boolean;
  /** Its aliases, then its versions: what may follow its name. */
  readonly qualifiers: readonly string[];
  /** ARN of the queue or topic that gets the event after all attempts failed (`DeadLetterConfig`). */
  readonly deadLetterArn?: string;
  /** Where failed invocations are recorded (`AWS::Lambda::EventInvokeConfig`). */
  readonly onFailure?: Destination;
}

/** The queue or topic of an on-failure destination, and the place that declares it. */
export interface Destination {
  readonly arn: string;
  readonly path: string;
}

/**
 * Reads all functions of a stack, with their triggers.
 *
 * @throws StackDefinitionError with the logical id and the property of what is not supported locally
 */
export function functionsOf(stack: DeclaredStack): FunctionDefinition[] {
  const declared = ofType(stack, 'AWS::Lambda::Function').map((it) => readFunction(stack, it));
  const triggers = readTriggers(stack, declared);
  return declared.map((it) => ({ ...it, ...triggers(it.name) }));
}

/** The resources of a type, in the order of the template. */
export function ofType(stack: DeclaredStack, type: string): DeclaredResource[] {
  return Object.values(stack.resources).filter((it) => it.type === type);
}

function readFunction(
  stack: DeclaredStack,
  resource: DeclaredResource,
): Omit<FunctionDefinition, keyof Triggers> {
  const { logicalId, name } = resource;
  const declared = parseShape(shapes.function, resource.properties, placeOf(resource));
  const durable = declared.DurableConfig !== undefined;
  const deadLetterArn = declared.DeadLetterConfig?.TargetArn;
  return {
    key: keyOf(stack, resource),
    ...{ logicalId, name, durable, roleArn: declared.Role },
    handler: declared.Handler,
    runtime: declared.Runtime,
    environment: declared.Environment.Variables,
    timeout: declared.Timeout,
    memorySize: declared.MemorySize,
    qualifiers: qualifiersOf(stack, name),
    ...(declared.ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: declared.ReservedConcurrentExecutions,
    }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    ...invocationsOf(stack, name, durable),
  };
}

function placeOf({ logicalId }: DeclaredResource): string {
  return `Resources.${logicalId}.Properties`;
}

/** What is left of `<stack>-<key>`; of a function with a name of its own, the framework's logical id says the key. */
function keyOf({ name: stack }: DeclaredStack, { name, logicalId }: DeclaredResource): string {
  if (name.startsWith(`${stack}-`)) return name.slice(stack.length + 1);
  const normalized = logicalId.replace(/LambdaFunction$/, '');
  const plain = normalized.replaceAll('Dash', '-').replaceAll('Underscore', '_');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

function qualifiersOf(stack: DeclaredStack, name: string): string[] {
  const types = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];
  return types.flatMap((type) =>
    ofType(stack, type).flatMap(({ arn }) => {
      const { name: of, qualifier } = splitFunction(arn);
      return of === name && qualifier !== undefined ? [qualifier] : [];
    }),
  );
}

/** How asynchronous invocations are retried, and where those that fail are recorded. */
function invocationsOf(
  stack: DeclaredStack,
  name: string,
  durable: boolean,
): Pick<FunctionDefinition, 'maximumRetryAttempts' | 'onFailure'> {
  const own = ofType(stack, 'AWS::Lambda::EventInvokeConfig').filter(
    ({ properties }) => functionNameIn(properties.FunctionName) === name,
  );
  const [config, second] = own;
  if (second) {
    throw new StackDefinitionError(placeOf(second), `${name} has another EventInvokeConfig`);
  }
  if (!config) return { maximumRetryAttempts: durable ? 0 : 2 };
  const path = placeOf(config);
  if (durable)
    throw new StackDefinitionError(path, `${name} is a durable function, which has none`);
  const read = parseShape(shapes.eventInvokeConfig, config.properties, path);
  const arn = read.DestinationConfig.OnFailure?.Destination;
  const place = `${path}.DestinationConfig.OnFailure.Destination`;
  return {
    maximumRetryAttempts: read.MaximumRetryAttempts,
    ...(arn === undefined ? {} : { onFailure: { arn, path: place } }),
  };
}
