import { randomUUID } from 'node:crypto';
import { type ExecutionEnvironment, startEnvironment } from './environment.ts';
import type { InvocationReport } from './outcome.ts';

/** Everything Lambda has to know of a function to run it. */
export interface FunctionConfiguration {
  /** As on AWS: `<service>-<stage>-<key>` unless it has a name of its own. */
  readonly functionName: string;
  readonly arn: string;
  /** The alias that it is invoked by, which names its version 1; by default it is invoked as `$LATEST`. */
  readonly alias?: string;
  /** Lambda's name of the runtime: `nodejs24.x`. */
  readonly runtime: string;
  /** The handler as configured: `functions/push.handler`. */
  readonly handler: string;
  /** The bundle, and the name that it exports the handler under. */
  readonly file: string;
  readonly exportName: string;
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long an invocation may take. */
  readonly timeoutSeconds: number;
  /** MB; told to the function, not enforced. */
  readonly memorySize: number;
  /** How many events may be worked on at once; further ones wait. 0 refuses all, as on AWS. */
  readonly concurrency: number;
  readonly region: string;
  /** Where the function's AWS SDK sends its calls. */
  readonly endpoint: string;
}

type Finished = Pick<InvocationReport, 'outcome' | 'logs'>;

export interface LambdaFunction {
  /**
   * Runs the handler once, in a warm execution environment if one is free. Never throws: whatever goes
   * wrong in the function is in the report's outcome.
   *
   * @param requestId The same for all attempts at one event; a new one by default.
   */
  invoke(event: unknown, requestId?: string): Promise<InvocationReport>;
  /** Ends the execution environments that run an event, as a failing machine would; gives their number. */
  kill(): Promise<number>;
  /** Ends all execution environments, and with them what still runs. */
  close(): Promise<void>;
}

export function createFunction(configuration: FunctionConfiguration): LambdaFunction {
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const queue: (() => void)[] = [];
  let free = configuration.concurrency;
  let closed = false;

  async function acquire(): Promise<void> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
  }

  function release(): void {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }

  function takeEnvironment(): ExecutionEnvironment {
    for (let warm = idle.pop(); warm; warm = idle.pop()) {
      if (warm.alive) return warm;
      environments.delete(warm);
    }
    const started = startEnvironment(configuration);
    environments.add(started);
    return started;
  }

  async function run(event: string, requestId: string): Promise<Finished> {
    if (configuration.concurrency === 0)
      return refused('TooManyRequestsException', 'Rate Exceeded.');
    await acquire();
    if (closed) return refused('ServiceException', 'The function is being removed.');
    const environment = takeEnvironment();
    try {
      return await environment.invoke(event, requestId);
    } finally {
      if (environment.alive) idle.push(environment);
      else environments.delete(environment);
      release();
    }
  }

  return {
    async invoke(event, requestId = randomUUID()) {
      const start = performance.now();
      const { outcome, logs } = await run(JSON.stringify(event ?? null), requestId);
      return { requestId, outcome, logs, durationMs: performance.now() - start };
    },
    async kill() {
      const busy = [...environments].filter((environment) => !idle.includes(environment));
      await Promise.all(busy.map((environment) => environment.stop()));
      return busy.length;
    },
    async close() {
      closed = true;
      for (const next of queue.splice(0)) next();
      await Promise.all([...environments].map((environment) => environment.stop()));
    },
  };
}

function refused(name: string, message: string): Finished {
  return { outcome: { ok: false, error: { name, message } }, logs: [] };
}
