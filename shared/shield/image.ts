import type { RelatedImage } from '../registry/manifests/relations.ts';
import type { RegistryImage } from '../registry/read.ts';
import { inUseTag } from '../registry/tags/own-tag.ts';

/** What the shield needs of an image: a repository can have a hundred thousand. */
export interface SeenImage extends RelatedImage {
  archived?: true;
  /** It carries its in-use tag. */
  shielded?: true;
  /** Of a shielded one: when it was last pulled. */
  pulledAt?: Date;
}

export function seenOf(image: RegistryImage): SeenImage {
  const { imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType } = image;
  const shielded = imageTags?.includes(inUseTag(imageDigest)) === true;
  const pulledAt = shielded ? image.lastRecordedPullTime : undefined;
  return {
    ...{ imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType },
    ...(image.imageStatus === 'ARCHIVED' && { archived: true as const }),
    ...(shielded && { shielded: true as const }),
    ...(pulledAt && { pulledAt }),
  };
}
