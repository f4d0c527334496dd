import type { RegistryImage } from '../read.ts';
import { isIndex } from './media-types.ts';

/** What an image of a repository is, as far as other images need it. */
export type RelatedImage = Pick<
  RegistryImage,
  'imageDigest' | 'imageTags' | 'subjectManifestDigest' | 'imageManifestMediaType'
>;

/** The digests that each image index lists, by its own; undefined for one that could not be read. */
export type PartsOfIndexes = ReadonlyMap<string, readonly string[] | undefined>;

/** How the images of a repository belong together. What does not exist is in none of the answers. */
export interface Relations<Image extends RelatedImage = RelatedImage> {
  byDigest: ReadonlyMap<string, Image>;
  /** The indexes that list an image. */
  indexesOf(digest: string): readonly string[];
  /** What refers to an image: signatures, attestations, SBOMs. */
  referrersOf(digest: string): readonly string[];
  /** The images that a referrer refers to. */
  subjectsOf(image: Image): readonly string[];
  /** Indexes of which it is not known what they list: that may be any image. */
  unread: readonly string[];
}

export function relationsOf<Image extends RelatedImage>(
  images: readonly Image[],
  parts: PartsOfIndexes,
): Relations<Image> {
  const byDigest = new Map(images.map((image) => [image.imageDigest, image]));
  const indexes = images.filter(isIndex).map(({ imageDigest }) => imageDigest);
  const indexesOf = inverse(indexes.map((index) => [index, new Set(parts.get(index))]));
  const existing = (image: Image) =>
    subjectsOf(image).filter((it) => it !== image.imageDigest && byDigest.has(it));
  const referrersOf = inverse(images.map((image) => [image.imageDigest, existing(image)]));
  return {
    byDigest,
    indexesOf: (digest) => indexesOf.get(digest) ?? [],
    referrersOf: (digest) => referrersOf.get(digest) ?? [],
    subjectsOf: existing,
    unread: indexes.filter((index) => parts.get(index) === undefined),
  };
}

/** By each value: the keys that have it. */
function inverse(pairs: readonly (readonly [string, Iterable<string>])[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, values] of pairs) {
    for (const value of values) {
      const known = keys.get(value);
      if (known) known.push(key);
      else keys.set(value, [key]);
    }
  }
  return keys;
}

const fallbackTag = /^sha256-([0-9a-f]{64})(\.[\w.-]+)?$/;

/** What an image refers to: by its manifest, or by a tag of a tool (OCI's fallback tag, or cosign's). */
export function subjectsOf({
  subjectManifestDigest,
  imageTags = [],
}: Pick<RelatedImage, 'subjectManifestDigest' | 'imageTags'>): string[] {
  const byTag = imageTags.flatMap((tag) => {
    const hex = fallbackTag.exec(tag)?.[1];
    return hex === undefined ? [] : [`sha256:${hex}`];
  });
  return [...(subjectManifestDigest === undefined ? [] : [subjectManifestDigest]), ...byTag];
}
