import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DurableExecution } from '../../lambda/durable/execution.ts';
import type { LambdaFunction } from '../../lambda/function.ts';
import type { InvocationOutcome } from '../../lambda/outcome.ts';
import type { FailureSink } from './failures.ts';

/** A finished run of a function. */
export interface Invocation {
  /** The function's key. */
  readonly functionName: string;
  readonly event: unknown;
  readonly outcome: InvocationOutcome;
  /** 1 for the first; the retries of an asynchronous invocation are 2 and 3. */
  readonly attempt: number;
  readonly durationMs: number;
  /** The function's output on stdout and stderr, by line. */
  readonly logs: readonly string[];
  /** Of a durable function: the execution, however often it ran the handler. */
  readonly durable?: DurableExecution;
}

/** The attributes of a function that its invocation needs. */
export interface Target {
  readonly key: string;
  readonly lambda: LambdaFunction;
  readonly maximumRetryAttempts: number;
  readonly giveUp: FailureSink;
}

export interface Invoker {
  /** Runs the function once and returns the outcome. */
  synchronously(target: Target, event: unknown): Promise<InvocationOutcome>;
  /**
   * Runs the function as Lambda does for an event: it retries after an error, and after the last attempt sends the
   * event to the configured destination. Returns the last outcome.
   */
  asynchronously(target: Target, event: unknown): Promise<InvocationOutcome>;
}

export interface InvokerOptions {
  /** Called with each finished run, including those that will be retried. */
  readonly listener: (invocation: Invocation) => void;
  /** Milliseconds before the second and before the third attempt. */
  readonly retryDelaysMs: readonly [number, number];
  /** Stops waiting for retries, and drops their events. */
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
