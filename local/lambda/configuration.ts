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
  /** Folder with the compiled code of former starts, which takes a quarter off a start; default none. */
  readonly compileCache?: string;
  readonly region: string;
  /** Where the function's AWS SDK sends its calls. */
  readonly endpoint: string;
}
