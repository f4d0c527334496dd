import { rememberedFor } from './remembered.ts';
import { type ImageUse, isUseOf, nameInUse, type Uses } from './uses.ts';

/** An image of which a tag is to be removed, or that is to be deleted. */
export interface GuardedImage {
  repository: string;
  /** The tag to be removed. Default: unknown. */
  tag?: string;
  /** All of its tags. */
  tags: readonly string[];
  digest: string;
  /** As ECR reports it: up to a day late, absent for one that was never pulled. */
  lastRecordedPullTime?: Date | undefined;
}

/**
 * Why an image is to be left alone, as the end of a sentence: somebody runs it, it was pulled lately, or neither could
 * be found out. Undefined when nothing is known to use it. Never throws.
 */
export type UseGuard = (image: GuardedImage) => Promise<{ why: string } | undefined>;

/** Days after its last pull for which an image counts as in use. */
export const PULLED_LATELY_DAYS = 30;

const DAY_MS = 86_400_000;

/** Milliseconds: a burst of events, or a run over the registry, asks once a minute, not once per image. */
export const REMEMBERED_MS = 60_000;

/**
 * A guard by pull time and by who runs what. An image that was pulled lately needs no look.
 *
 * @param look - Called for each image, so it has to cache its answer.
 */
export function inUse(look: () => Promise<Uses>, now: () => Date = () => new Date()): UseGuard {
  return async (image) => {
    const pulled = image.lastRecordedPullTime;
    if (pulled && now().getTime() - pulled.getTime() <= PULLED_LATELY_DAYS * DAY_MS) {
      return { why: `it was pulled on ${pulled.toISOString().slice(0, 10)}` };
    }
    const { images, unknown } = await look();
    const { repository, digest: imageDigest, tag, tags } = image;
    const named = { imageDigest, imageTags: tag === undefined ? tags : [tag, ...tags] };
    const use = images.find((it) => it.repository === repository && isUseOf(it, named));
    if (use) return { why: `${use.by[0]} runs it, as ${nameInUse(use)}${others(use)}` };
    const [first] = unknown;
    return first && { why: `it is unknown whether it is in use: ${first.why}` };
  };
}

function others({ by }: ImageUse): string {
  return by.length > 1 ? ` (and ${by.length - 1} more)` : '';
}

/**
 * A guard that reads what runs as soon as the first image needs it, and once a minute from then on.
 *
 * @param read - See usesReading.
 */
export function guardOf(read: () => Promise<Uses>): UseGuard {
  return inUse(rememberedFor(REMEMBERED_MS, read));
}
