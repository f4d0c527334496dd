import { StewardError } from '../runtime/errors.ts';
import { isNobodyThere } from '../runtime/explain.ts';
import { whyOf } from './why.ts';

/** A repository that could not be read, and why. */
export interface UnreadRepository {
  repository: string;
  error: string;
}

export function unread(repository: string, error: unknown): UnreadRepository {
  return { repository, error: whyOf(error) };
}

/**
 * A repository could not be read to its end when a visitor had handed on a part of it: the visit has to be discarded and
 * made again. `cause` is why; undefined when the repository was deleted.
 */
export class PartlyReadError extends StewardError {
  override name = 'PartlyReadError' as const;
  readonly repository: string;

  constructor(repository: string, options?: ErrorOptions) {
    super(`${repository} could be read in part only`, options);
    this.repository = repository;
  }
}

/**
 * Whether a failure concerns one repository, so that the others are worth reading. Expired credentials, an
 * unreachable AWS and defects of ours do not.
 */
export function isOfRepository(error: unknown): error is Error {
  if (!(error instanceof Error) || isNobodyThere(error)) return false;
  if (credentialErrors.has(error.name)) return false;
  return '$fault' in error || '$metadata' in error;
}

const credentialErrors = new Set([
  'ExpiredTokenException',
  'ExpiredToken',
  'RequestExpired',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'CredentialsProviderError',
]);
