import { isReferrer } from '../../registry/manifests/referrers.ts';
import type { RegistryImage } from '../../registry/read.ts';

/** What is counted of a repository, and summed up for a registry. */
export interface Counts {
  /** Archived ones too. */
  images: number;
  tags: number;
  /** Images without a tag. Not all of them are orphans: referrers and children of an index have none. */
  untaggedImages: number;
  /** What ECR bills: compressed sizes, by DescribeImages. */
  bytes: number;
  /** Of `bytes`, those of images without a tag that refer to no other image. */
  untaggedBytes: number;
  /** Images that refer to another one: signatures, SBOMs, attestations; with a subject, or by their tags or type. */
  referrers: number;
  archivedImages: number;
  /** Of `bytes`, those of archived images. */
  archivedBytes: number;
}

export function noImages(): Counts {
  return {
    ...{ images: 0, tags: 0, untaggedImages: 0, bytes: 0 },
    ...{ untaggedBytes: 0, referrers: 0, archivedImages: 0, archivedBytes: 0 },
  };
}

/** Adds one image to the counts; in place, as this runs once for every image of a registry. */
export function countImage(counts: Counts, image: RegistryImage): void {
  const { imageTags, imageSizeInBytes: bytes = 0, imageStatus } = image;
  const tags = imageTags?.length ?? 0;
  const referrer = isReferrer(image);
  counts.images += 1;
  counts.tags += tags;
  counts.bytes += bytes;
  if (referrer) counts.referrers += 1;
  if (tags === 0) {
    counts.untaggedImages += 1;
    if (!referrer) counts.untaggedBytes += bytes;
  }
  if (imageStatus === 'ARCHIVED') {
    counts.archivedImages += 1;
    counts.archivedBytes += bytes;
  }
}

export function sum(a: Counts, b: Counts): Counts {
  return {
    images: a.images + b.images,
    tags: a.tags + b.tags,
    untaggedImages: a.untaggedImages + b.untaggedImages,
    bytes: a.bytes + b.bytes,
    untaggedBytes: a.untaggedBytes + b.untaggedBytes,
    referrers: a.referrers + b.referrers,
    archivedImages: a.archivedImages + b.archivedImages,
    archivedBytes: a.archivedBytes + b.archivedBytes,
  };
}

export interface RepositoryCount extends Counts {
  repository: string;
}
