/** An error as an AWS service returns it: the name that SDKs turn into an exception class, and a status. */
export class AwsError extends Error {
  readonly status: number;
  /** Further members that the API model has besides the message; usually none. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, status = 400, members = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}

/** Converts anything thrown to the error that is sent: a defect of ours is `InternalFailure`. */
export function toAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new AwsError('InternalFailure', `The local AWS failed: ${message}`, 500);
}

/** IAM's message for a call that no policy allows; services return it with HTTP 400. */
export function accessDenied(
  who: string,
  action: string,
  resource: string,
  why = `because no identity-based policy allows the ${action} action`,
): AwsError {
  return new AwsError('AccessDeniedException', `${notAuthorized(who, action, resource)} ${why}`);
}

/** The same for STS, whose message has no reason. */
export function notAuthorized(who: string, action: string, resource: string): string {
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`;
}
