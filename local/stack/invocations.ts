import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DurableExecution } from '../lambda/durable/execution.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import type { InvocationOutcome } from '../lambda/outcome.ts';
import type { FailureSink } from './failures.ts';

/** A finished run of a function. */
export interface Invocation {
  /** The function's key in serverless.yml. */
  readonly functionName: string;
  readonly event: unknown;
  readonly outcome: InvocationOutcome;
  /** 1 for the first; the retries of an asynchronous invocation are 2 and 3. */
  readonly attempt: number;
  readonly durationMs: number;
  /** What the function wrote to stdout and stderr, by line. */
  readonly logs: readonly string[];
  /** Of a durable function: the execution that this run was, however often it ran the handler. */
  readonly durable?: DurableExecution;
}

/** What invoking has to know of a function. */
export interface Target {
  readonly key: string;
  readonly lambda: LambdaFunction;
  readonly maximumRetryAttempts: number;
  readonly giveUp: FailureSink;
}

export interface Invoker {
  /** Runs the function once and says how it went. */
  synchronously(target: Target, event: unknown): Promise<InvocationOutcome>;
  /**
   * Runs the function as Lambda does for an event: after an error it tries again, and when all
   * attempts failed the event goes where the function's configuration says. Gives the last outcome.
   */
  asynchronously(target: Target, event: unknown): Promise<InvocationOutcome>;
}

export interface InvokerOptions {
  /** Told of each finished run, of those that will be tried again too. */
  readonly listener: (invocation: Invocation) => void;
  /** Milliseconds before the second and before the third attempt. */
  readonly retryDelaysMs: readonly [number, number];
  /** Ends waiting for a retry, and with it the event. */
  readonly signal: AbortSignal;
}

export function createInvoker({ listener, retryDelaysMs, signal }: InvokerOptions): Invoker {
  async function attemptOnce(target: Target, event: unknown, requestId: string, attempt: number) {
    const { requestId: _, ...report } = await target.lambda.invoke(event, requestId);
    listener({ functionName: target.key, event, attempt, ...report });
    const { outcome } = report;
    return outcome;
  }

  return {
    synchronously: (target, event) => attemptOnce(target, event, randomUUID(), 1),

    async asynchronously(target, event) {
      const requestId = randomUUID();
      const attempts = target.maximumRetryAttempts + 1;
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await attemptOnce(target, event, requestId, attempt);
        if (outcome.ok || signal.aborted) return outcome;
        if (attempt >= attempts) {
          target.giveUp({ event, requestId, error: outcome.error, attempts });
          return outcome;
        }
        await pause(retryDelaysMs[attempt - 1] ?? retryDelaysMs[1], signal);
        if (signal.aborted) return outcome;
      }
    },
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
