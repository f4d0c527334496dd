import type { LocalAws } from '../aws.ts';
import type { AwsEvent } from '../events/event.ts';
import type { Bundle } from '../lambda/bundle.ts';
import type { DurableLimits } from '../lambda/durable/execution.ts';
import type { InvocationOutcome } from '../lambda/outcome.ts';
import { CONTROL_PATH, controlDoor } from './control.ts';
import { UnknownNameError } from './errors.ts';
import { chainedTarget } from './functions/chained.ts';
import { createInvoker, type Invocation } from './functions/invocations.ts';
import { notDelivered } from './rules/routes.ts';
import { type Schedule, scheduledEvent } from './rules/schedules.ts';
import {
  type Running,
  type StackCheckpoint,
  type StackTarget,
  startTargets,
} from './rules/targets.ts';
import { type PackagedService, packageService } from './template/packaged.ts';
import { createPending } from './template/pending.ts';
import type { DeclaredResource } from './template/resources.ts';

export type {
  DurableExecution,
  DurableLimits,
  DurableOperation,
} from '../lambda/durable/execution.ts';
export type { InvocationOutcome } from '../lambda/outcome.ts';
export { StackDefinitionError, UnknownNameError } from './errors.ts';
export type { Invocation } from './functions/invocations.ts';
export type { Schedule } from './rules/schedules.ts';
export type { StackCheckpoint } from './rules/targets.ts';
export type { DeclaredResource } from './template/resources.ts';

export interface StackOptions extends Running {
  /** Holds serverless.yml. */
  readonly directory: string;
  /** Default `local`. */
  readonly stage?: string;
  /** Extra variables for every function; they override the template. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Milliseconds before the two retries of a failed asynchronous invocation; default 100 and 200 (AWS waits one and
   * two minutes).
   */
  readonly retryDelaysMs?: readonly [number, number];
  /** Existing bundles by function key (see bundleFunctions); by default the functions are bundled. */
  readonly bundles?: ReadonlyMap<string, Bundle>;
  /** What packageService has made before for this account, region and stage; by default it is made. */
  readonly service?: PackagedService;
  /** Values of the template's parameters; default those of a deployment: `provider.stackParameters`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What a durable execution may come to; default Lambda's quotas. */
  readonly durableLimits?: DurableLimits;
}

/** A function of the stack. */
export interface StackFunction {
  /** Its key in serverless.yml: its name without the stack's. */
  readonly name: string;
  /** `functions/push.handler` */
  readonly handler: string;
  /** Does an invocation start a durable execution? */
  readonly durable: boolean;
  /** The patterns of its enabled rules. */
  readonly patterns: readonly unknown[];
  readonly schedules: readonly Schedule[];
}

/** A Serverless Framework service, running on a local AWS. */
export interface Stack {
  readonly functions: readonly StackFunction[];
  /** The template's resources by logical id, including those that exist in name only. */
  readonly resources: Readonly<Record<string, DeclaredResource>>;
  /** The template's outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /**
   * Delivers the event to the functions as the bus does, asynchronously with retries. Returns the names of the
   * functions, one per matching rule.
   */
  deliver(event: AwsEvent): readonly string[];
  /**
   * Fires a schedule, even a disabled one, and resolves with the outcome of the last attempt.
   *
   * @throws UnknownNameError with a list of the schedules.
   */
  fire(scheduleName: string): Promise<InvocationOutcome>;
  /**
   * Runs a function once, without retries.
   *
   * @throws UnknownNameError with a list of the functions.
   */
  invoke(functionName: string, event: unknown): Promise<InvocationOutcome>;
  /** Resolves when no invocation runs or waits for a retry, including those that invocations cause through the bus. */
  idle(): Promise<void>;
  /** Calls `listener` with each finished invocation; call the result to stop. */
  onInvocation(listener: (invocation: Invocation) => void): () => void;
  /**
   * Calls `listener` with each change of an operation of a durable execution, before it is stored; call the result
   * to stop.
   */
  onCheckpoint(listener: (checkpoint: StackCheckpoint) => void): () => void;
  /**
   * Kills the running invocations of a function, as a failing machine would, and returns their number. A durable
   * execution resumes from its checkpoints; others are retried, or not, as after any error.
   *
   * @throws UnknownNameError with a list of the functions.
   */
  kill(functionName: string): Promise<number>;
  /** Stops listening to the bus, ends running functions, drops retries, and removes the bundles. */
  close(): Promise<void>;
}

/**
 * Runs a service on a local AWS: packages it, carries out the template as CloudFormation would (creates its buckets,
 * topics, queues and tables, and enforces its policies), bundles its functions with the same options as packaging, and
 * delivers the events that match their rules.
 *
 * @throws StackDefinitionError for what is not supported locally, with the place in the template.
 * @throws BundleError for a function that does not compile.
 */
export async function startStack(aws: LocalAws, options: StackOptions): Promise<Stack> {
  const { accountId, region, bus } = aws;
  const { directory, stage = 'local', environment = {}, retryDelaysMs = [100, 200] } = options;
  const listeners = new Set<(invocation: Invocation) => void>();
  const watchers = new Set<(checkpoint: StackCheckpoint) => void>();
  const service =
    options.service ?? (await packageService({ directory, stage, region, accountId }));
  const { targets, resources, outputs, ...started } = await startTargets(aws, service, {
    environment,
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.compileCache !== undefined && { compileCache: options.compileCache }),
    ...(options.bundles && { bundles: options.bundles }),
    ...(options.parameters && { parameters: options.parameters }),
    durable: {
      chain,
      onCheckpoint: (checkpoint) => watchers.forEach((watcher) => void watcher(checkpoint)),
      ...(options.durableLimits && { limits: options.durableLimits }),
    },
  });
  const closing = new AbortController();
  const pending = createPending();
  const invoker = createInvoker({
    listener: (invocation) => listeners.forEach((listener) => void listener(invocation)),
    retryDelaysMs,
    signal: closing.signal,
  });
  const unsubscribe = bus.subscribe(deliver);

  function deliver(event: AwsEvent): readonly string[] {
    const matching = targets.flatMap((target) => deliveriesTo(target, event));
    const deliveries = matching.filter(({ route, input }) => !notDelivered(aws, route, input));
    for (const { target, input } of deliveries) {
      void pending.track(invoker.asynchronously(target, input));
    }
    return deliveries.map(({ target }) => target.key);
  }

  async function chain(name: string, payload: unknown): Promise<InvocationOutcome> {
    const found = chainedTarget(targets, name, aws);
    return 'error' in found ? { ok: false, ...found } : invoker.synchronously(found, payload);
  }

  const stack: Stack = {
    functions: targets.map(describe),
    resources,
    outputs,
    deliver,
    async fire(scheduleName) {
      const { target, schedule } = findSchedule(targets, scheduleName);
      const event = scheduledEvent(schedule, aws);
      const error = schedule.route && notDelivered(aws, schedule.route, event);
      if (error) return { ok: false, error };
      return await pending.track(invoker.asynchronously(target, event));
    },
    async invoke(functionName, event) {
      const target = findFunction(targets, functionName);
      return await pending.track(invoker.synchronously(target, event));
    },
    idle: () => pending.idle(),
    onInvocation(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onCheckpoint(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    kill: (functionName) => findFunction(targets, functionName).lambda.kill(),
    async close() {
      unsubscribe();
      unmount();
      closing.abort();
      await started.close();
      await pending.idle();
    },
  };
  const unmount = aws.mount(CONTROL_PATH, controlDoor(stack));
  return stack;
}

function deliveriesTo(target: StackTarget, event: AwsEvent) {
  const matching = target.definition.rules.filter((rule) => rule.enabled && rule.matches(event));
  return matching.map(({ input = event, route }) => ({ target, input, route }));
}

function describe({ definition }: StackTarget): StackFunction {
  const { key, handler, durable, rules, schedules } = definition;
  const patterns = rules.filter(({ enabled }) => enabled).map(({ pattern }) => pattern);
  return { name: key, handler, durable, patterns, schedules };
}

function findFunction(targets: readonly StackTarget[], name: string): StackTarget {
  const target = targets.find(({ key }) => key === name);
  if (target) return target;
  throw new UnknownNameError(
    'function',
    name,
    targets.map(({ key }) => key),
  );
}

function findSchedule(targets: readonly StackTarget[], name: string) {
  const all = targets.flatMap((target) =>
    target.definition.schedules.map((schedule) => ({ target, schedule })),
  );
  const found = all.find(({ schedule }) => schedule.name === name);
  if (found) return found;
  throw new UnknownNameError(
    'schedule',
    name,
    all.map(({ schedule }) => schedule.name),
  );
}
