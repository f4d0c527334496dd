/**
 * An error whose message is enough for a person to fix it: it names the thing and what to do.
 * The command prints it as one line; everything else is a defect and shows its stack trace.
 */
export class StewardError extends Error {
  override name = 'StewardError';
}

/**
 * The event can never succeed, however often it is retried: its shape is unknown.
 * The function logs it with the event's id and acknowledges it.
 */
export class UnprocessableEventError extends StewardError {
  override name = 'UnprocessableEventError' as const;
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`the event has an unknown shape: ${problems.join('; ')}`, options);
    this.problems = problems;
  }
}

/** A required environment variable is not set. In a deployed function, serverless.yml sets it. */
export class MissingVariableError extends StewardError {
  override name = 'MissingVariableError' as const;
  readonly variable: string;

  constructor(variable: string) {
    super(`the environment variable ${variable} is not set: serverless.yml should set it`);
    this.variable = variable;
  }
}

/** UPSTREAM_ADDRESSES names something other than a registry on this machine. */
export class UpstreamVariableError extends StewardError {
  override name = 'UpstreamVariableError' as const;

  constructor(address: string) {
    super(
      `UPSTREAM_ADDRESSES names ${address}: it takes registries on this machine only, ` +
        'such as quay.io=http://127.0.0.1:5001',
    );
  }
}

/** DynamoDB left items of a table unread, however often they were asked for. */
export class UnreadItemsError extends StewardError {
  override name = 'UnreadItemsError' as const;

  constructor(table: string, items: number) {
    super(
      `DynamoDB did not read ${items} items of the table ${table}: it is overloaded, try later`,
    );
  }
}
