import type { PartsOfIndexes } from '../../registry/manifests/needs.ts';
import { subjectsOf } from '../../registry/manifests/needs.ts';
import type { StoredImage } from '../image.ts';

/** How the images of a repository belong together. */
export interface Relations {
  byDigest: ReadonlyMap<string, StoredImage>;
  /** The indexes that list an image. */
  indexesOf(digest: string): readonly string[];
  /** The images that a referrer refers to, of those that exist. */
  subjectsOf(image: StoredImage): readonly string[];
}

export function relationsOf(images: readonly StoredImage[], parts: PartsOfIndexes): Relations {
  const byDigest = new Map(images.map((image) => [image.imageDigest, image]));
  const indexes = new Map<string, string[]>();
  for (const [index, listed = []] of parts) {
    if (!byDigest.has(index)) continue;
    for (const part of new Set(listed)) {
      const known = indexes.get(part);
      if (known) known.push(index);
      else indexes.set(part, [index]);
    }
  }
  return {
    byDigest,
    indexesOf: (digest) => indexes.get(digest) ?? [],
    subjectsOf: (image) =>
      subjectsOf(image).filter((it) => it !== image.imageDigest && byDigest.has(it)),
  };
}
