import type { FunctionError } from './outcome.ts';

/** The start parameters of a worker. */
export interface RuntimeData {
  /** The bundle to import. */
  readonly file: string;
  /** The name that the bundle exports the handler under. */
  readonly exportName: string;
  /** As in FunctionConfiguration. */
  readonly compileCache?: string;
}

/** From the host to the runtime in the worker. Events and results travel as JSON, as they do on AWS. */
export interface Invoke {
  readonly type: 'invoke';
  readonly event: string;
  readonly context: ContextData;
}

/** The host's part of an invocation's context; the runtime adds the methods. */
export interface ContextData {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** MB, as a string, as in Lambda's context for Node. */
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** When the invocation times out, in milliseconds since the epoch. */
  readonly deadlineMs: number;
}

/** From the runtime to the host. */
export type RuntimeMessage =
  | { readonly type: 'log'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result: string }
  | { readonly type: 'failed'; readonly error: FunctionError };
