import { StewardError } from '../errors.ts';

/** An operation of the bucket or folder of the inventory failed. */
export class StoreError extends StewardError {
  override name = 'StoreError';

  constructor(action: string, place: string, why = 'no reason given', options?: ErrorOptions) {
    super(`${action} failed at ${place}: ${why}`, options);
  }
}

/** The bucket denies access: the inventory is not stored, or not completely, and does not count as complete. */
export class StoreDeniedError extends StewardError {
  override name = 'StoreDeniedError' as const;
  readonly action: string;
  readonly place: string;

  constructor(action: string, place: string, options?: ErrorOptions) {
    super(
      `access denied: ${action} on ${place}. Grant the identity that runs this permission for it`,
      options,
    );
    this.action = action;
    this.place = place;
  }
}
