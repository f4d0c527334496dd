import { StewardError } from '../runtime/errors.ts';

/** EventBridge accepted the call, but not all of its events. */
export class EventsRefusedError extends StewardError {
  override name = 'EventsRefusedError' as const;

  constructor(codes: readonly string[]) {
    super(`EventBridge refused ${codes.length} events: ${[...new Set(codes)].join(', ')}`);
  }
}

/** A table that an earlier stack left lacks an index. */
export class NoIndexError extends StewardError {
  override name = 'NoIndexError' as const;

  constructor(table: string, index: string, options: ErrorOptions) {
    super(
      `the table ${table} has no index ${index}: add it, as docs/deployment.md says of tables that an earlier stack left`,
      options,
    );
  }
}
