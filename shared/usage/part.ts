import type { MissingUse } from './missing.ts';
import type { ResolvedUse } from './users.ts';

/** What one visit of a slice has found, as JSON. */
export interface UsagePart {
  /** The repositories with uses whose images were all seen. */
  seen: string[];
  images: ResolvedUse[];
  /** Images in use that are in the archive, or being restored. */
  archived: { repository: string; digest: string }[];
  /** How many restores were started. */
  restored: number;
  /** How many alerts on archived images were new. */
  notified: number;
  missing: MissingUse[];
}

export function emptyPart(): UsagePart {
  return { seen: [], images: [], archived: [], restored: 0, notified: 0, missing: [] };
}

/** All parts as one. */
export async function sumOf(parts: AsyncIterable<UsagePart>): Promise<UsagePart> {
  const sum = emptyPart();
  for await (const part of parts) {
    sum.seen.push(...part.seen);
    sum.images.push(...part.images);
    sum.archived.push(...part.archived);
    sum.missing.push(...part.missing);
    sum.restored += part.restored;
    sum.notified += part.notified;
  }
  return sum;
}
