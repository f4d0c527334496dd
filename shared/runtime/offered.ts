import { callOf } from './called.ts';

/** What services answer to an operation that they do not know; query protocols say InvalidAction. */
const unknownOperation =
  /^(Unsupported|Unknown)Operation(Exception)?$|^InvalidAction(Exception)?$|^NotImplemented(Exception)?$|^UnsupportedCommandException$/;

/** A validation that is about none of the call's values: `This feature is not available in this region`. */
const absent = /\bnot (currently )?(available|supported) in (this|the|your)\b.*\bregion\b/i;

/**
 * Whether a service does not have the operation that was called, as where a region lacks a part of ECR.
 * Never true for a call that is denied, throttled or fails on AWS: that one says nothing of what is there.
 */
export function isNotOffered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isAbsent = error.name === 'ValidationException' && absent.test(error.message);
  return isAbsent || unknownOperation.test(error.name) || isEmulatorsGap(error);
}

/**
 * Emulators of AWS, such as moto, answer an operation that they lack with an error page. AWS itself speaks
 * TLS only, so a page that came without is none of a proxy before AWS.
 */
function isEmulatorsGap(error: Error): boolean {
  const isPage = error.name === 'Unknown' || error.name === 'SyntaxError';
  const isPlain = callOf(error)?.origin.startsWith('http://') ?? false;
  return isPage && isPlain && [404, 405, 500, 501].includes(statusOf(error));
}

/** The HTTP status of the answer that an error of the SDK is about; 0: there was none. */
export function statusOf(error: Error): number {
  const { $metadata, $response } = error as Error & {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  return $response?.statusCode ?? $metadata?.httpStatusCode ?? 0;
}
