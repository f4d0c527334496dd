import { StewardError } from '../runtime/errors.ts';

/** EventBridge accepted the call, but not all of its events. */
export class EventsRefusedError extends StewardError {
  override name = 'EventsRefusedError' as const;

  constructor(codes: readonly string[]) {
    super(`EventBridge refused ${codes.length} events: ${[...new Set(codes)].join(', ')}`);
  }
}
