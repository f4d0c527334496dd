import type { RegistryImage } from '../registry/read.ts';

/** An image that was pushed lately; short, as a walk keeps hundreds of them as JSON. */
export interface PushedImage {
  repository: string;
  digest: string;
  /** One of its tags. */
  tag?: string;
  /** In milliseconds since 1970. */
  pushedAt: number;
}

/** The newest images, and how many there were. */
export interface Newest {
  newest: PushedImage[];
  count: number;
}

/** @returns the image, if it was pushed at `since` or later; undefined for an archived one. */
export function pushedSince(
  since: number,
  repository: string,
  { imageDigest: digest, imageTags = [], imagePushedAt, imageStatus = 'ACTIVE' }: RegistryImage,
): PushedImage | undefined {
  const pushedAt = imagePushedAt?.getTime();
  if (imageStatus !== 'ACTIVE' || pushedAt === undefined || pushedAt < since) return undefined;
  const [tag] = imageTags;
  return { repository, digest, ...(tag !== undefined && { tag }), pushedAt };
}

/** Keeps the newest images of all that are added, without holding many more than `most`. */
export function keepNewest(most: number) {
  let kept: PushedImage[] = [];
  let count = 0;
  const cut = () => {
    kept.sort((one, other) => other.pushedAt - one.pushedAt);
    kept = kept.slice(0, most);
  };
  return {
    add({ newest, count: more }: Newest): void {
      kept.push(...newest);
      count += more;
      if (kept.length > 2 * most) cut();
    },
    result(): Newest {
      cut();
      return { newest: kept, count };
    },
  };
}
