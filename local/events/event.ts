/** An event as EventBridge delivers it: the envelope that all AWS events share. */
export interface AwsEvent {
  version: '0';
  /** Unique per event: what a receiver deduplicates on. */
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 in whole seconds, UTC: `2026-11-21T18:10:00Z`. */
  time: string;
  region: string;
  resources: readonly string[];
  detail: unknown;
}

/** A service's part of an event; the bus adds the rest of the envelope. */
export type EventEntry = Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>;

/** What a service sends its events with. */
export type EventSink = (entry: EventEntry) => void;
