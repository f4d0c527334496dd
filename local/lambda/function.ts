import { randomUUID } from 'node:crypto';
import type { FunctionConfiguration } from './configuration.ts';
import { type ExecutionEnvironment, startEnvironment } from './environment.ts';
import type { InvocationReport } from './outcome.ts';

type Finished = Pick<InvocationReport, 'outcome' | 'logs'>;

export interface LambdaFunction {
  /**
   * Runs the handler once, in a warm execution environment if one is free. Never throws: a failure of the function
   * is in the outcome of the report.
   *
   * @param requestId The same for all attempts at one event; a new one by default.
   */
  invoke(event: unknown, requestId?: string): Promise<InvocationReport>;
  /** Ends the execution environments that run an event, as a failing machine would; returns their number. */
  kill(): Promise<number>;
  /** Ends all execution environments and what still runs in them. */
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
