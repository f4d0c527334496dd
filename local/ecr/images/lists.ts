import type { Image } from '../model/image.ts';
import type { ImageId } from './ids.ts';
import type { ImageStore } from './store.ts';

export interface ImageFilter {
  tagStatus?: 'TAGGED' | 'UNTAGGED' | 'ANY' | undefined;
  /** Default ACTIVE: archived images are left out unless asked for (API reference, DescribeImagesFilter). */
  imageStatus?: 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING' | 'ANY' | undefined;
}

export function isListed(image: Image, filter: ImageFilter = {}): boolean {
  const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = filter;
  const tagStatusOfImage = image.tags.size > 0 ? 'TAGGED' : 'UNTAGGED';
  return (
    (imageStatus === 'ANY' || imageStatus === image.status) &&
    (tagStatus === 'ANY' || tagStatus === tagStatusOfImage)
  );
}

/**
 * What ListImages lists: a pair of digest and tag per tag, a digest alone per untagged image, by digest and
 * tag.
 *
 * @param after `<digest> <tag>` of the last one seen
 */
export function* identifiers(
  images: ImageStore,
  filter: ImageFilter | undefined,
  after?: string,
): Generator<ImageId & { imageDigest: string }> {
  const [lastDigest = '', lastTag = ''] = after?.split(' ') ?? [];
  for (const image of images.from(lastDigest)) {
    if (!isListed(image, filter)) continue;
    const resumed = image.digest === lastDigest;
    if (image.tags.size === 0 && !resumed) yield { imageDigest: image.digest };
    for (const imageTag of [...image.tags].sort()) {
      if (!resumed || imageTag > lastTag) yield { imageDigest: image.digest, imageTag };
    }
  }
}
