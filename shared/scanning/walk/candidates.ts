import type { ScanningConfig } from '../../config/schema/schema.ts';
import type { RegistryImage } from '../../registry/read.ts';
import { keepHighest } from './highest.ts';
import { createParts } from './parts.ts';
import {
  isActive,
  isBuildCache,
  isInUse,
  isQuarantined,
  isScannable,
  lastUse,
  pushed,
  type SeenImage,
  seenOf,
} from './seen-image.ts';

type Sweep = ScanningConfig['sweep'];

const DAY_MS = 86_400_000;

/** Chooses the images of one repository that are checked, while its images pass by in any order. */
export interface Candidates {
  add(image: RegistryImage): void;
  chosen(): Chosen;
}

export interface Chosen {
  /** Those used last: at most maxImages. */
  looks: SeenImage[];
  /** How many there are in all. */
  found: number;
  /** How many images that could be scanned are not checked. */
  others: number;
  /** How many of these have no tag. */
  untagged: number;
}

/**
 * Which images of a repository are checked: the newest with a tag, and those that were pulled lately. For a
 * multi-arch image these are its parts, as an index is not scanned. They are guessed by their time, right before it,
 * as reading the index would count as a pull of it.
 *
 * Of other images nothing is kept, except the possible parts of an index that may still come.
 */
export function createCandidates(sweep: Sweep, now: Date): Candidates {
  // A cache for each build would leave no room for what is built.
  const built = keepHighest(sweep.newest, pushed);
  const caches = keepHighest(sweep.newest, pushed);
  const pulled = keepHighest(sweep.maxImages, lastUse);
  const parts = createParts(() => built.floor());
  const counts = { scannable: 0, untagged: 0, pulled: 0, pulledUntagged: 0 };
  const since = now.getTime() - sweep.pulledWithinDays * DAY_MS;
  const isPulled = ({ pulledAt }: Pick<SeenImage, 'pulledAt'>) =>
    sweep.pulledWithinDays > 0 && pulledAt !== undefined && pulledAt >= since;
  const chosen = (): Chosen => {
    const newest = [...built.all(), ...caches.all()];
    const tagged = newest.filter((image) => !image.isIndex);
    const ofIndexes = parts.of(newest.filter((image) => image.isIndex));
    const isOther = (image: SeenImage) => !isPulled(image);
    const looks = new Map(
      [...tagged, ...ofIndexes, ...pulled.all()].map((image) => [image.digest, image]),
    );
    const otherParts = ofIndexes.filter(isOther).length;
    const found = counts.pulled + tagged.filter(isOther).length + otherParts;
    const untagged = counts.untagged - counts.pulledUntagged - otherParts;
    const used = [...looks.values()].toSorted((a, b) => lastUse(b) - lastUse(a));
    const others = counts.scannable - found;
    return { looks: used.slice(0, sweep.maxImages), found, others, untagged };
  };

  const addScanned = (seen: SeenImage, hasTag: boolean) => {
    counts.scannable += 1;
    if (!hasTag) {
      counts.untagged += 1;
      parts.add(seen);
    }
    if (!isPulled(seen)) return;
    counts.pulled += 1;
    if (!hasTag) counts.pulledUntagged += 1;
    pulled.offer(seen);
  };

  return {
    add: (image) => {
      if (!isActive(image)) return;
      const seen = seenOf(image);
      if (isInUse(image)) (isBuildCache(image) ? caches : built).offer(seen);
      if (isScannable(image) && !isQuarantined(image)) {
        addScanned(seen, Boolean(image.imageTags?.length));
      }
    },
    chosen,
  };
}
