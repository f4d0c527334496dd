import { Worker } from 'node:worker_threads';
import type { FunctionConfiguration } from './configuration.ts';
import { createLineCollector } from './lines.ts';
import type { Invoke, RuntimeData, RuntimeMessage } from './messages.ts';
import type { FunctionError, InvocationOutcome } from './outcome.ts';
import { runtimeUrl } from './runtime-url.ts';
import { variablesOf, versionOf } from './variables.ts';

/** One execution environment: a worker thread that has loaded the function and runs one event at a time. */
export interface ExecutionEnvironment {
  /** False once it has ended: by a crash, a timeout, a failed start or `stop`. */
  readonly alive: boolean;
  invoke(event: string, requestId: string): Promise<{ outcome: InvocationOutcome; logs: string[] }>;
  stop(): Promise<void>;
}

/** Lambda's limit for loading a function, in milliseconds. */
const INIT_TIMEOUT_MS = 10_000;

/** What the host receives while it waits for the worker. */
type Signal =
  | Exclude<RuntimeMessage, { type: 'log' }>
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'timed-out'; readonly afterMs: number };

export function startEnvironment(configuration: FunctionConfiguration): ExecutionEnvironment {
  const { file, exportName, compileCache } = configuration;
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[${versionOf(configuration)}]`;
  const lines = createLineCollector();
  const worker = new Worker(runtimeUrl(), {
    name: configuration.functionName,
    env: variablesOf(configuration, logStreamName),
    workerData: { file, exportName, ...(compileCache && { compileCache }) } satisfies RuntimeData,
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  let alive = true;
  let loaded = false;
  let hear: ((signal: Signal) => void) | undefined;

  worker.on('message', (message: RuntimeMessage) => {
    if (message.type === 'log') lines.write(message.stream, message.text);
    else hear?.(message);
  });
  worker.on('error', (error) => lines.write('stderr', `${describe(error)}\n`));
  worker.on('exit', (code) => {
    alive = false;
    hear?.({ type: 'exited', code });
  });

  async function nextSignal(limitMs: number): Promise<Signal> {
    if (!alive) return { type: 'exited', code: 1 };
    const { promise, resolve } = Promise.withResolvers<Signal>();
    const timer = setTimeout(() => resolve({ type: 'timed-out', afterMs: limitMs }), limitMs);
    hear = resolve;
    try {
      return await promise;
    } finally {
      hear = undefined;
      clearTimeout(timer);
    }
  }

  async function stop(): Promise<void> {
    if (alive) await worker.terminate();
  }

  /** Anything but `ready` ends the environment: Lambda, too, starts a new one after a failed start. */
  async function load(): Promise<Signal | undefined> {
    if (loaded) return undefined;
    const signal = await nextSignal(INIT_TIMEOUT_MS);
    loaded = signal.type === 'ready';
    if (!loaded) await stop();
    return loaded ? undefined : signal;
  }

  async function run(event: string, requestId: string): Promise<Signal> {
    const context = contextFor(configuration, requestId, logStreamName);
    worker.postMessage({ type: 'invoke', event, context } satisfies Invoke);
    const signal = await nextSignal(configuration.timeoutSeconds * 1000);
    if (signal.type === 'timed-out') await stop();
    return signal;
  }

  return {
    get alive() {
      return alive;
    },
    async invoke(event, requestId) {
      const signal = (await load()) ?? (await run(event, requestId));
      return { outcome: outcomeOf(signal, requestId), logs: lines.take() };
    },
    stop,
  };
}

function contextFor(
  configuration: FunctionConfiguration,
  awsRequestId: string,
  logStreamName: string,
): Invoke['context'] {
  const { functionName, arn, alias, memorySize, timeoutSeconds } = configuration;
  return {
    functionName,
    functionVersion: versionOf(configuration),
    invokedFunctionArn: alias === undefined ? arn : `${arn}:${alias}`,
    memoryLimitInMB: String(memorySize),
    awsRequestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName,
    deadlineMs: Date.now() + timeoutSeconds * 1000,
  };
}

function outcomeOf(signal: Signal, requestId: string): InvocationOutcome {
  switch (signal.type) {
    case 'done':
      return { ok: true, result: JSON.parse(signal.result) };
    case 'ready': // already received while loading; it comes once
      return { ok: true, result: null };
    case 'failed':
      return { ok: false, error: signal.error };
    case 'exited':
      return { ok: false, error: exitError(signal.code, requestId) };
    case 'timed-out':
      return { ok: false, error: timeoutError(signal.afterMs, requestId) };
  }
}

function exitError(code: number, requestId: string): FunctionError {
  const reason = code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
  const message = `RequestId: ${requestId} Error: Runtime exited ${reason}`;
  return { name: 'Runtime.ExitError', message };
}

function timeoutError(afterMs: number, requestId: string): FunctionError {
  const seconds = (afterMs / 1000).toFixed(2);
  const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
  return { name: 'Sandbox.Timedout', message };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
