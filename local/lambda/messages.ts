import type { FunctionError } from './outcome.ts';

/** What a worker is started with. */
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

/** What the host knows of an invocation's context; the runtime adds the methods. */
export interface ContextData {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** MB, in digits: Node's Lambda context has it as a string. */
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** When the invocation will be stopped, in milliseconds since the epoch. */
  readonly deadlineMs: number;
}

/** From the runtime to the host. */
export type RuntimeMessage =
  | { readonly type: 'log'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result: string }
  | { readonly type: 'failed'; readonly error: FunctionError };
