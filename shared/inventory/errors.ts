import { StewardError } from '../runtime/errors.ts';
import { explain, isNobodyThere } from '../runtime/explain.ts';

/** A repository that could not be read, and why. */
export interface UnreadRepository {
  repository: string;
  error: string;
}

export function unread(repository: string, error: unknown): UnreadRepository {
  return { repository, error: explain(error) ?? String(error) };
}

/**
 * A repository could not be read to its end when the sink had already got a part of it: what the sink
 * made is to be thrown away, and made again. `cause` is why; undefined when the repository is gone.
 */
export class PartlyHandedOverError extends StewardError {
  override name = 'PartlyHandedOverError' as const;
  readonly repository: string;

  constructor(repository: string, options?: ErrorOptions) {
    super(`${repository} could be read in part only`, options);
    this.repository = repository;
  }
}

/** No repository could be read at all: that is no inventory, and no empty registry. */
export class NothingReadError extends StewardError {
  override name = 'NothingReadError' as const;

  constructor([first, ...others]: readonly UnreadRepository[]) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    super(`no repository could be read: ${first?.repository}${more}: ${first?.error}`);
  }
}

/**
 * Whether a failure says something of one repository, so that the others are worth reading. Credentials
 * that ran out, an AWS that nobody reaches and defects of ours are none of its business.
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
