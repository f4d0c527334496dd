import { isIndex } from '../registry/manifests/media-types.ts';
import { type Need, neededWith } from '../registry/manifests/needs.ts';
import type { PartsOfIndexes, RelatedImage } from '../registry/manifests/relations.ts';
import { type ImageUse, isUseOf, type UnknownUses } from './uses.ts';

/** An image that must not be lost, and why. */
export interface InUse extends Need {
  /** Who runs its root. */
  uses: readonly ImageUse[];
}

/** What a repository must not lose. */
export interface RepositoryUse {
  /** By digest. */
  inUse: ReadonlyMap<string, InUse>;
  /** Uses of which the repository has no image. */
  missing: readonly ImageUse[];
  /**
   * Why an image that is not among these may be in use all the same, as the end of a sentence: then nothing is deleted
   * or archived. Empty where all is known.
   */
  doubts: readonly string[];
}

/**
 * The indexes whose parts have to be known to say what a repository must not lose: none where nothing of it is in use,
 * as then nothing is needed.
 */
export function indexesToRead(
  images: readonly RelatedImage[],
  uses: readonly ImageUse[],
): string[] {
  if (!images.some((image) => uses.some((use) => isUseOf(use, image)))) return [];
  return images.filter(isIndex).map(({ imageDigest }) => imageDigest);
}

/**
 * What the uses of a repository need of its images.
 *
 * @param images - All images of the repository, archived ones too.
 * @param uses - Those of this repository.
 * @param parts - Of `indexesToRead`.
 * @param unknown - Sources of uses that could not be read.
 */
export function useOfRepository(
  images: readonly RelatedImage[],
  uses: readonly ImageUse[],
  parts: PartsOfIndexes,
  unknown: readonly UnknownUses[],
): RepositoryUse {
  const byDigest = new Map(images.map((image) => [image.imageDigest, image]));
  const byTag = new Map(
    images.flatMap((image) => (image.imageTags ?? []).map((tag) => [tag, image])),
  );
  const ofRoots = new Map<string, ImageUse[]>();
  const missing: ImageUse[] = [];
  for (const use of uses) {
    const { imageId } = use;
    const image =
      'imageDigest' in imageId ? byDigest.get(imageId.imageDigest) : byTag.get(imageId.imageTag);
    if (image) ofRoots.set(image.imageDigest, [...(ofRoots.get(image.imageDigest) ?? []), use]);
    else missing.push(use);
  }
  const { needed, unread } = neededWith(images, parts, ofRoots.keys());
  const inUse = new Map(
    [...needed].map(([digest, need]) => [digest, { ...need, uses: ofRoots.get(need.root) ?? [] }]),
  );
  return { inUse, missing, doubts: doubtsOf(unknown, unread) };
}

function doubtsOf(unknown: readonly UnknownUses[], unread: readonly string[]): string[] {
  const [index] = unread;
  const more = unread.length > 1 ? ` (and ${unread.length - 1} more)` : '';
  return [
    ...unknown.map(({ source, why }) => `what ${source} runs is not known: ${why}`),
    ...(index === undefined
      ? []
      : [`what the image index ${index}${more} lists could not be read`]),
  ];
}
