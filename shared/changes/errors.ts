import { StewardError } from '../runtime/errors.ts';

/**
 * What was to be changed has changed since the plan: what would be overwritten or deleted is not what was shown.
 * Nothing was done; another run plans anew.
 */
export class ChangedSincePlanError extends StewardError {
  override name = 'ChangedSincePlanError' as const;

  /** @param what - Such as `the template docker.io`. */
  constructor(what: string) {
    super(`${what} has changed since the plan was made: run again`);
  }
}
