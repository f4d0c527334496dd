import { StewardError } from '../../runtime/errors.ts';

/** What keeps the inventory could not do what it was asked. */
export class StoreError extends StewardError {
  override name = 'StoreError';

  constructor(action: string, place: string, why = 'no reason given', options?: ErrorOptions) {
    super(`${action} failed at ${place}: ${why}`, options);
  }
}

/** The bucket refuses: the inventory is not kept, or not as a whole, and does not count as complete. */
export class StoreDeniedError extends StewardError {
  override name = 'StoreDeniedError' as const;
  readonly action: string;
  readonly place: string;

  constructor(action: string, place: string, options?: ErrorOptions) {
    super(`access denied: ${action} on ${place}. Give the principal that permission`, options);
    this.action = action;
    this.place = place;
  }
}
