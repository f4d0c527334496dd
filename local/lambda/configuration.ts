/** The temporary credentials of a function. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly sessionToken: string;
}

/** The configuration of a function. */
export interface FunctionConfiguration {
  /** As on AWS: its own `name`, else `<service>-<stage>-<key>`. */
  readonly functionName: string;
  readonly arn: string;
  /** The alias that it is invoked by, which points to version 1; by default it is invoked as `$LATEST`. */
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
  /** Of the session of its role; default an access key that is its name. */
  readonly credentials?: FunctionCredentials;
  /** How long an invocation may take. */
  readonly timeoutSeconds: number;
  /** MB; shown to the function, not enforced. */
  readonly memorySize: number;
  /** How many invocations may run at once; further ones wait. 0 refuses all, as on AWS. */
  readonly concurrency: number;
  /** Folder with the compiled code of former starts, which takes a quarter off a start; default none. */
  readonly compileCache?: string;
  readonly region: string;
  /** The endpoint of the function's AWS SDK. */
  readonly endpoint: string;
}
