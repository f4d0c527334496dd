import type { Reading, TagRecord } from './record.ts';

/** How a reading of the registry compares with the record of the tag. */
export type Step =
  /** As recorded. */
  | { kind: 'none' }
  /** The reading is older than the record: it says nothing. */
  | { kind: 'stale' }
  | { kind: 'first' }
  | { kind: 'moved'; from: string }
  /** As recorded, and the record expires soon. */
  | { kind: 'refresh' };

const DAY_SECONDS = 86_400;

/** Retention of a record since its tag was last seen. */
export const KEPT_SECONDS = 180 * DAY_SECONDS;

/** A record is renewed in the last half of its retention, not by every scheduled run. */
const REFRESHED_SECONDS = KEPT_SECONDS / 2;

/**
 * Compares a tag with its record. A tag that was deleted and pushed again with another digest has moved too: who
 * pulls it gets another image.
 */
export function planTag(known: TagRecord | undefined, reading: Reading): Step {
  if (known?.digest === undefined) return { kind: 'first' };
  if (known.digest === reading.digest) {
    const left = known.expiresAt - reading.readAt / 1000;
    return { kind: left < REFRESHED_SECONDS ? 'refresh' : 'none' };
  }
  if ((known.readAt ?? 0) >= reading.readAt) return { kind: 'stale' };
  return { kind: 'moved', from: known.digest };
}
