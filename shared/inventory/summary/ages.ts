import type { ImageDetail } from '@aws-sdk/client-ecr';

/** The ages that images are sorted into: days up to which a class goes; a last one has all older ones. */
export const ageClassDays = [7, 30, 90, 180, 365] as const;

/** How many images are of each age class, by push and by last pull. */
export interface Ages {
  /** One number per class of `ageClassDays`, and one for older images. */
  pushed: number[];
  /** The same by the last recorded pull, which ECR gives to the day. */
  pulled: number[];
  neverPulled: number;
}

export function noAges(): Ages {
  const classes = () => new Array<number>(ageClassDays.length + 1).fill(0);
  return { pushed: classes(), pulled: classes(), neverPulled: 0 };
}

/** Adds one image; in place, as this runs once for every image of a registry. */
export function addAge(ages: Ages, image: ImageDetail, now: number): void {
  const { imagePushedAt, lastRecordedPullTime } = image;
  if (imagePushedAt) increment(ages.pushed, imagePushedAt, now);
  if (lastRecordedPullTime) increment(ages.pulled, lastRecordedPullTime, now);
  else ages.neverPulled += 1;
}

export function sumAges(a: Ages, b: Ages): Ages {
  const add = (left: number[], right: number[]) => left.map((it, at) => it + (right[at] ?? 0));
  return {
    pushed: add(a.pushed, b.pushed),
    pulled: add(a.pulled, b.pulled),
    neverPulled: a.neverPulled + b.neverPulled,
  };
}

function increment(classes: number[], date: Date, now: number): void {
  const days = (now - date.getTime()) / 86_400_000;
  const found = ageClassDays.findIndex((limit) => days <= limit);
  const at = found === -1 ? ageClassDays.length : found;
  classes[at] = (classes[at] ?? 0) + 1;
}
