import type { PullFailure } from '../ecr/rules/pull-through.ts';

/** A request to an upstream failed. The text never contains any part of a credential. */
export class UpstreamError extends Error {
  override name = 'UpstreamError' as const;
  readonly code: PullFailure['code'];

  constructor(code: PullFailure['code'], options?: ErrorOptions & { reason?: string }) {
    super(options?.reason ?? reasons[code], options);
    this.code = code;
  }
}

/** The first text is ECR's, as users quote it; those of the others are not known and are ours. */
const reasons: Record<PullFailure['code'], string> = {
  UpstreamAccessDenied:
    'The authentication to the upstream registry failed. Verify that the credentials in the AWS Secrets Manager secret are valid and try again.',
  UpstreamTooManyRequests:
    'The upstream registry has throttled the request. Try again later, or with credentials that have a higher limit.',
  UpstreamUnavailable: 'The upstream registry is unavailable. Try again later.',
  ImageNotFound: 'Requested image not found',
  RepositoryCreationFailed: 'The repository could not be created',
};

/** The failure to report for whatever an import threw: without a response, the upstream is unavailable. */
export function toFailure(thrown: unknown): PullFailure {
  const error =
    thrown instanceof UpstreamError
      ? thrown
      : new UpstreamError('UpstreamUnavailable', { cause: thrown });
  return { code: error.code, reason: error.message };
}

/** @param status of a response that is not a success */
export function errorOf(status: number): UpstreamError {
  if (status === 401 || status === 403) return new UpstreamError('UpstreamAccessDenied');
  if (status === 404) return new UpstreamError('ImageNotFound');
  if (status === 429) return new UpstreamError('UpstreamTooManyRequests');
  return new UpstreamError('UpstreamUnavailable');
}
