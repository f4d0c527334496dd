import type { DurableExecution } from './durable/execution.ts';

/**
 * The outcome of an invocation. `result` is the handler's result after a round trip through JSON; no result is
 * `null`.
 */
export type InvocationOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: FunctionError };

/** An error as Lambda reports it: `name` is its `errorType`, `message` its `errorMessage`. */
export interface FunctionError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** One run of a handler, as the host sees it. */
export interface InvocationReport {
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  /** From handing over the event to the outcome, including a cold start. */
  readonly durationMs: number;
  /** What the function wrote to stdout and stderr, by line. */
  readonly logs: readonly string[];
  /** Of a durable function: the execution; it may have run the handler more than once. */
  readonly durable?: DurableExecution;
}
