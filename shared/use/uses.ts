import type { NamedImage } from './image-uri.ts';

/** An image of the registry that somebody runs, or can run again at once. */
export interface ImageUse extends NamedImage {
  /** Who: `ECS service prod/web`. */
  by: readonly string[];
  /** Nobody runs it now: it is kept for a rollback, as an older task definition or an older version of a function. */
  standby?: true;
}

/** What runs, as far as it could be read. */
export interface Uses {
  images: readonly ImageUse[];
  /** What could not be read. While there is any, an image that is not among `images` may be in use as well. */
  unknown: readonly UnknownUses[];
}

/** A source of uses that was not read, or not to its end. */
export interface UnknownUses {
  /** As registry.yml names it: `ecs`. */
  source: string;
  /** The end of a sentence: `there are more than 2000 tasks`. */
  why: string;
}

/** Nothing is in use: what registry.yml says with `use.sources: []`. */
export const noUses: Uses = { images: [], unknown: [] };

/** Where nobody reads what runs, any image may be in use. */
export const usesNotRead: Uses = {
  images: [],
  unknown: [{ source: 'use', why: 'nothing reads what runs' }],
};

/** The uses of each repository, by its name. */
export function usesByRepository({ images }: Uses): ReadonlyMap<string, ImageUse[]> {
  return Map.groupBy(images, ({ repository }) => repository);
}

/** Whether a use is one of this image: by its digest, or by any of its tags, as each of them pulls the same image. */
export function isUseOf(
  { imageId }: Pick<ImageUse, 'imageId'>,
  {
    imageDigest,
    imageTags = [],
  }: { imageDigest: string; imageTags?: readonly string[] | undefined },
): boolean {
  if ('imageDigest' in imageId) return imageId.imageDigest === imageDigest;
  return imageTags.includes(imageId.imageTag);
}

/** As it is named where it runs: its tag, or its digest. */
export function nameInUse({ imageId }: Pick<ImageUse, 'imageId'>): string {
  return 'imageTag' in imageId ? imageId.imageTag : imageId.imageDigest;
}
