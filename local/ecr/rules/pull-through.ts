import type { Principal } from '../../service/principal.ts';

/** Imports what a pull requests before the pull, where a cache rule applies. */
export interface PullThrough {
  /**
   * Imports or refreshes an image. Afterwards the registry is read as if there were no upstream.
   *
   * @returns the failure, if any; `undefined` also when an older copy can be served
   */
  prepare(pull: Pull): Promise<PullFailure | undefined>;
}

/** What is pulled, and by whom. */
export interface Pull {
  repositoryName: string;
  /** Tag, or digest with its `sha256:`. */
  reference: string;
  caller: Principal;
}

/** `failureCode` of BatchGetImage (API reference, ImageFailure), also in the event. */
export interface PullFailure {
  code:
    | 'UpstreamAccessDenied'
    | 'UpstreamTooManyRequests'
    | 'UpstreamUnavailable'
    | 'ImageNotFound'
    /** Not an AWS code, as AWS has none for it: the missing repository cannot be created. */
    | 'RepositoryCreationFailed';
  reason: string;
}
