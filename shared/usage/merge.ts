import type { RecordedUse, UseRecord } from '../use/record.ts';
import type { UnknownUses } from '../use/uses.ts';
import { type MissingUse, missingName } from './missing.ts';
import type { ResolvedUse } from './users.ts';

/** What a walk has found, for the record. */
export interface FoundUses {
  /** ISO 8601: when the walk began. */
  at: string;
  images: Iterable<ResolvedUse>;
  /** What runs and is not there any more. */
  missing: readonly MissingUse[];
  unknown: readonly UnknownUses[];
  hasSeen(repository: string): boolean;
}

/** How long a use is kept after its end. */
const KEPT_MS = 90 * 86_400_000;

/** The most uses of a record. */
const MOST_KEPT = 50_000;

/**
 * The record of a walk, from that of the walk before. An image that may be in use still counts as such: one of a
 * repository that was not seen, and any while a source could not be read. Done twice, it comes to the same.
 */
export function mergedRecord(before: UseRecord | undefined, found: FoundUses): UseRecord {
  const { at, unknown } = found;
  const known = new Map(before?.images.map((use) => [keyOf(use), use]));
  const images: RecordedUse[] = [];
  for (const use of found.images) {
    const key = keyOf(use);
    const earlier = known.get(key);
    known.delete(key);
    // One whose use had ended begins anew.
    const isOn = earlier !== undefined && before !== undefined && earlier.last >= before.at;
    images.push({ ...use, since: isOn ? earlier.since : at, last: at });
  }
  const mayBeOn = stillOn(found);
  const oldest = new Date(Date.parse(at) - KEPT_MS).toISOString();
  const others = [...known.values()].flatMap((use) => {
    if (mayBeOn(use)) return { ...use, last: at };
    return use.last >= oldest ? use : [];
  });
  return { at, unknown, images: [...images, ...latest(others, MOST_KEPT - images.length)] };
}

/** Whether an image that was not found may be in use all the same. */
function stillOn({ unknown, missing, hasSeen }: FoundUses): (use: RecordedUse) => boolean {
  const gone = new Set(missing.map(missingName));
  return ({ repository, digest, names }) =>
    unknown.length > 0 ||
    !hasSeen(repository) ||
    gone.has(`${repository}@${digest}`) ||
    names.some((name) => gone.has(`${repository}:${name}`));
}

/** Where there are too many, those that have begun last. */
function latest(uses: readonly RecordedUse[], most: number): RecordedUse[] {
  if (uses.length <= most) return [...uses];
  const ordered = uses.toSorted((a, b) => (a.last + a.since < b.last + b.since ? 1 : -1));
  return ordered.slice(0, Math.max(0, most));
}

function keyOf({ repository, digest }: Pick<RecordedUse, 'repository' | 'digest'>): string {
  return `${repository}@${digest}`;
}

/** The image that was in use under the name of a missing one, when it was last seen. */
export function lastSeen(
  record: UseRecord | undefined,
  { repository, imageId }: Pick<MissingUse, 'repository' | 'imageId'>,
): RecordedUse | undefined {
  const fits = (use: RecordedUse) =>
    use.repository === repository &&
    ('imageDigest' in imageId
      ? use.digest === imageId.imageDigest
      : use.names.includes(imageId.imageTag));
  return record?.images.filter(fits).toSorted((a, b) => (a.last < b.last ? 1 : -1))[0];
}
