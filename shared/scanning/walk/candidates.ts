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
import type { UsedImage } from './used.ts';

type Sweep = ScanningConfig['sweep'];

const DAY_MS = 86_400_000;

/** Chooses the images of one repository that are checked, while its images pass by in any order. */
export interface Candidates {
  add(image: RegistryImage): void;
  /** @param used - Images in use: they are chosen whatever `scanning.sweep` says. */
  chosen(used?: readonly Pick<UsedImage, 'seen' | 'hasTag'>[]): Chosen;
}

export interface Chosen {
  /** Those used last: at most maxImages, besides those in use. */
  looks: SeenImage[];
  /** How many there are in all. */
  found: number;
  /** How many images that could be scanned are not checked. */
  others: number;
  /** How many of these have no tag. */
  untagged: number;
}

/**
 * Which images of a repository are checked: those in use, the newest with a tag, and those pulled lately. For a
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
  const chosen: Candidates['chosen'] = (used = []) => {
    const newest = [...built.all(), ...caches.all()];
    const tagged = newest.filter((image) => !image.isIndex);
    const ofIndexes = parts.of(newest.filter((image) => image.isIndex));
    const isOther = (image: SeenImage) => !isPulled(image);
    const looks = new Map(
      [...tagged, ...ofIndexes, ...pulled.all()].map((image) => [image.digest, image]),
    );
    const more = used.filter(({ seen }) => !looks.has(seen.digest) && isOther(seen));
    const otherParts = ofIndexes.filter(isOther).length;
    const moreUntagged = more.filter(({ hasTag }) => !hasTag).length;
    const found = counts.pulled + tagged.filter(isOther).length + otherParts + more.length;
    const untagged = counts.untagged - counts.pulledUntagged - otherParts - moreUntagged;
    const first = new Map(used.map(({ seen }) => [seen.digest, seen]));
    const rest = [...looks.values()]
      .filter(({ digest }) => !first.has(digest))
      .toSorted((a, b) => lastUse(b) - lastUse(a));
    const others = counts.scannable - found;
    const most = Math.max(0, sweep.maxImages - first.size);
    return { looks: [...first.values(), ...rest.slice(0, most)], found, others, untagged };
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
