/** An error as an AWS service answers it: the name that SDKs turn into an exception class, and a status. */
export class AwsError extends Error {
  readonly status: number;
  /** What the API model has in it beside the message; mostly nothing. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, status = 400, members = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}

/** Anything that was thrown, as the error that goes on the wire: a defect of ours is `InternalFailure`. */
export function toAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new AwsError('InternalFailure', `The embedded AWS failed: ${message}`, 500);
}

/** What IAM says of a call that no policy allows; services answer it with HTTP 400. */
export function accessDenied(
  who: string,
  action: string,
  resource: string,
  because = `no identity-based policy allows the ${action} action`,
): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `${notAuthorized(who, action, resource)} because ${because}`,
  );
}

/** The same in the words of STS, which does not say why. */
export function notAuthorized(who: string, action: string, resource: string): string {
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`;
}
