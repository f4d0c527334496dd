import type { TagKind } from '../config/schema/schema.ts';
import { chartKinds, kinds as imageKinds } from '../naming/kinds.ts';
import { isChart } from '../registry/manifests/media-types.ts';
import { isReferrer, tagsOfPushers } from '../registry/manifests/referrers.ts';
import type { RegistryImage } from '../registry/read.ts';

/** What the images and tags of a repository are like, in figures: not the tags, of which there may be millions. */
export interface ImageTally {
  images: number;
  tags: number;
  /** How many tags are of exactly these kinds: `calver semver`. */
  ofKinds: Map<string, number>;
  /** Tags of no kind, at most MOST_OTHERS of them. */
  others: string[];
  /** How many images were neither pushed nor pulled within UNUSED_DAYS, and their size. */
  unused: { images: number; bytes: number };
}

/** After so many days without push and pull an image counts as one that nobody uses. */
export const UNUSED_DAYS = 90;

/** Most tags of no kind that are kept of a repository: patterns show in less. */
const MOST_OTHERS = 500;

export function emptyTally(): ImageTally {
  return {
    ...{ images: 0, tags: 0, ofKinds: new Map(), others: [] },
    unused: { images: 0, bytes: 0 },
  };
}

/** Adds an image; one that is archived or refers to another does not count. */
export function tally(sum: ImageTally, image: RegistryImage, now: Date): void {
  const { imageStatus = 'ACTIVE' } = image;
  if (imageStatus !== 'ACTIVE' || isReferrer(image)) return;
  sum.images += 1;
  if (isUnused(image, now)) {
    sum.unused.images += 1;
    sum.unused.bytes += image.imageSizeInBytes ?? 0;
  }
  const known = isChart(image) ? chartKinds : imageKinds;
  for (const tag of tagsOfPushers(image)) addTag(sum, tag, known);
}

function addTag(sum: ImageTally, tag: string, known: typeof imageKinds): void {
  sum.tags += 1;
  const fitting = (Object.keys(known) as TagKind[]).filter((kind) => known[kind].pattern.test(tag));
  const key = fitting.toSorted().join(' ');
  if (key !== '') sum.ofKinds.set(key, (sum.ofKinds.get(key) ?? 0) + 1);
  else if (sum.others.length < MOST_OTHERS) sum.others.push(tag);
}

function isUnused({ imagePushedAt, lastRecordedPullTime }: RegistryImage, now: Date): boolean {
  const last = Math.max(imagePushedAt?.getTime() ?? 0, lastRecordedPullTime?.getTime() ?? 0);
  return now.getTime() - last > UNUSED_DAYS * 86_400_000;
}
