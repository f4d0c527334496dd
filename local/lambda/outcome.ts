import type { DurableExecution } from './durable/execution.ts';

/** What an invocation came to. `result` is what JSON leaves of the handler's answer; none is `null`. */
export type InvocationOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: FunctionError };

/** An error as Lambda reports it: `name` is its `errorType`, `message` its `errorMessage`. */
export interface FunctionError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** One run of a handler, as the host saw it. */
export interface InvocationReport {
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  /** From handing over the event to the outcome, a cold start included. */
  readonly durationMs: number;
  /** What the function wrote to stdout and stderr, by line. */
  readonly logs: readonly string[];
  /** Of a durable function: the execution that this invocation was; it ran the handler more than once. */
  readonly durable?: DurableExecution;
}
