import type { Principal } from '../../service/principal.ts';

/** How a pull that a cache rule is for gets what it asks for into the registry first. */
export interface PullThrough {
  /**
   * Brings an image in, or up to date. Afterwards the registry is read as if there were no upstream.
   *
   * @returns why it could not; `undefined` when there is nothing to say, also when an older copy is there
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

/** `failureCode` of BatchGetImage (API reference, ImageFailure), which the event tells too. */
export interface PullFailure {
  code:
    | 'UpstreamAccessDenied'
    | 'UpstreamTooManyRequests'
    | 'UpstreamUnavailable'
    | 'ImageNotFound'
    /** Not of AWS's list, which has none for it: the repository that is missing cannot be created. */
    | 'RepositoryCreationFailed';
  reason: string;
}
