import type { Reading, TagRecord } from './record.ts';

/** What a reading of the registry says to what is known of the tag. */
export type Step =
  /** As known. */
  | { kind: 'none' }
  /** The reading is older than what is known: nothing can be said. */
  | { kind: 'stale' }
  | { kind: 'first' }
  | { kind: 'moved'; from: string }
  /** As known, and soon forgotten. */
  | { kind: 'refresh' };

const DAY_SECONDS = 86_400;

/** What is not seen for so long is forgotten. */
export const KEPT_SECONDS = 180 * DAY_SECONDS;

/** What is seen is written anew in its last half, not with every sweep. */
const REFRESHED_SECONDS = KEPT_SECONDS / 2;

/**
 * What came of a tag. One that was deleted and pushed again with another digest has moved too: whoever
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
