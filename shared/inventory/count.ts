import type { ImageDetail } from '@aws-sdk/client-ecr';

export interface Counts {
  images: number;
  tags: number;
  untaggedImages: number;
  bytes: number;
}

export function noImages(): Counts {
  return { images: 0, tags: 0, untaggedImages: 0, bytes: 0 };
}

/** Adds one image to the counts; in place, as this runs once for every image of a registry. */
export function countImage(counts: Counts, { imageTags, imageSizeInBytes }: ImageDetail): void {
  const tags = imageTags?.length ?? 0;
  counts.images += 1;
  counts.tags += tags;
  counts.untaggedImages += tags === 0 ? 1 : 0;
  counts.bytes += imageSizeInBytes ?? 0;
}

export function sum(a: Counts, b: Counts): Counts {
  return {
    images: a.images + b.images,
    tags: a.tags + b.tags,
    untaggedImages: a.untaggedImages + b.untaggedImages,
    bytes: a.bytes + b.bytes,
  };
}
