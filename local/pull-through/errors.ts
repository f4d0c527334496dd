import type { PullFailure } from '../ecr/rules/pull-through.ts';

/** An upstream did not give what it was asked for. Nothing of a credential is ever in the text. */
export class UpstreamError extends Error {
  override name = 'UpstreamError' as const;
  readonly code: PullFailure['code'];

  constructor(code: PullFailure['code'], options?: ErrorOptions & { reason?: string }) {
    super(options?.reason ?? reasons[code], options);
    this.code = code;
  }
}

/** The first is ECR's text as far as reports quote it; for the others none is known. */
const reasons: Record<PullFailure['code'], string> = {
  UpstreamAccessDenied:
    'The authentication to the upstream registry failed. Verify that the credentials in the AWS Secrets Manager secret are valid and try again.',
  UpstreamTooManyRequests:
    'The upstream registry has throttled the request. Try again later, or with credentials that have a higher limit.',
  UpstreamUnavailable: 'The upstream registry is unavailable. Try again later.',
  ImageNotFound: 'Requested image not found',
  RepositoryCreationFailed: 'The repository could not be created',
};

/** Whatever an import ended with, as the failure that is told: what is no answer of an upstream is its absence. */
export function toFailure(thrown: unknown): PullFailure {
  const error =
    thrown instanceof UpstreamError
      ? thrown
      : new UpstreamError('UpstreamUnavailable', { cause: thrown });
  return { code: error.code, reason: error.message };
}

/** @param status of an answer that is no success */
export function errorOf(status: number): UpstreamError {
  if (status === 401 || status === 403) return new UpstreamError('UpstreamAccessDenied');
  if (status === 404) return new UpstreamError('ImageNotFound');
  if (status === 429) return new UpstreamError('UpstreamTooManyRequests');
  return new UpstreamError('UpstreamUnavailable');
}
