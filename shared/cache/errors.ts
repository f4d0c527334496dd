import { StewardError } from '../runtime/errors.ts';

/**
 * Between the plan and now somebody has changed what was to be changed: what would be overwritten or
 * deleted is not what was shown. Nothing was done; another run plans from what is there now.
 */
export class ChangedSincePlanError extends StewardError {
  override name = 'ChangedSincePlanError' as const;

  /** @param what - Such as `the template docker.io`. */
  constructor(what: string) {
    super(`${what} has been changed since the plan was made: run again`);
  }
}
