/** A service that cannot run locally as declared; the message names the place in its template. */
export class StackDefinitionError extends Error {
  override name = 'StackDefinitionError' as const;
  /** Where: `Resources.PushLambdaFunction.Properties.Timeout`. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options);
    this.path = path;
  }
}

/** The stack has no function or schedule of this name. */
export class UnknownNameError extends Error {
  override name = 'UnknownNameError' as const;

  constructor(what: string, asked: string, known: readonly string[]) {
    super(
      `there is no ${what} "${asked}"; there ${known.length === 0 ? 'are none' : `is ${known.join(', ')}`}`,
    );
  }
}
