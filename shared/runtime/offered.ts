import { callOf } from './called.ts';

/** The errors of services for an operation that they do not have; InvalidAction with the query protocol. */
const unknownOperation =
  /^(Unsupported|Unknown)Operation(Exception)?$|^InvalidAction(Exception)?$|^NotImplemented(Exception)?$|^UnsupportedCommandException$/;

/** A ValidationException that is not about the input: `This feature is not available in this region`. */
const absent = /\bnot (currently )?(available|supported) in (this|the|your)\b.*\bregion\b/i;

/**
 * Whether a service does not have the operation that was called, as where a region lacks a part of ECR. Never true for
 * a call that is denied, throttled or fails in AWS: what it would have read may exist.
 */
export function isNotOffered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isAbsent = error.name === 'ValidationException' && absent.test(error.message);
  return isAbsent || unknownOperation.test(error.name) || isEmulatorsGap(error);
}

/**
 * Emulators of AWS, such as moto, answer an operation that they lack with an error page. AWS speaks TLS only, so a page
 * over plain HTTP is not from a proxy before AWS.
 */
function isEmulatorsGap(error: Error): boolean {
  const isPage = error.name === 'Unknown' || error.name === 'SyntaxError';
  const isPlain = callOf(error)?.origin.startsWith('http://') ?? false;
  return isPage && isPlain && [404, 405, 500, 501].includes(statusOf(error));
}

/** The HTTP status of the response behind an error of the SDK; 0: there was none. */
export function statusOf(error: Error): number {
  const { $metadata, $response } = error as Error & {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  return $response?.statusCode ?? $metadata?.httpStatusCode ?? 0;
}
