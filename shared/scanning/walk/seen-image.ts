import { isIndex } from '../../registry/manifests/media-types.ts';
import { isReferrer, tagsOfPushers } from '../../registry/manifests/referrers.ts';
import type { RegistryImage } from '../../registry/read.ts';
import { kindOfOwnTag, QUARANTINE_PREFIX } from '../../registry/tags/own-tag.ts';
import type { ScannedImage } from '../findings/result.ts';

/** What is kept of an image that may be checked, as JSON. */
export interface SeenImage {
  digest: string;
  /** Its tags, without our own: a few; `hasMoreTags` where it has others. */
  tags: readonly string[];
  hasMoreTags?: true;
  isIndex?: true;
  /** When it was pushed, in milliseconds since 1970. */
  pushedAt?: number;
  /** When it was last pulled, in milliseconds since 1970. */
  pulledAt?: number;
}

/** An image can have many tags: those of one that fails are read again. */
const MOST_TAGS = 20;

const noTags: readonly string[] = [];

export function seenOf(image: RegistryImage): SeenImage {
  const { imageDigest: digest, imagePushedAt: pushedAt, lastRecordedPullTime: pulledAt } = image;
  const tags = image.imageTags?.length ? tagsOfPushers(image) : noTags;
  return {
    digest,
    tags: tags.length > MOST_TAGS ? tags.slice(0, MOST_TAGS) : tags,
    ...(tags.length > MOST_TAGS && { hasMoreTags: true as const }),
    ...(isIndex(image) && { isIndex: true as const }),
    ...(pushedAt && { pushedAt: pushedAt.getTime() }),
    ...(pulledAt && { pulledAt: pulledAt.getTime() }),
  };
}

export function scannedOf(
  repository: string,
  { digest, tags, pushedAt, pulledAt, usedBy }: SeenImage & Pick<ScannedImage, 'usedBy'>,
): ScannedImage {
  const times = {
    ...(pushedAt !== undefined && { pushedAt: new Date(pushedAt) }),
    ...(pulledAt !== undefined && { pulledAt: new Date(pulledAt) }),
  };
  return { repository, digest, tags: [...tags], ...times, ...(usedBy && { usedBy }) };
}

/** When it was pushed, in milliseconds. */
export function pushed({ pushedAt = 0 }: SeenImage): number {
  return pushedAt;
}

/** When it was last pushed or pulled, in milliseconds. */
export function lastUse({ pushedAt = 0, pulledAt = 0 }: SeenImage): number {
  return Math.max(pushedAt, pulledAt);
}

/** Archived images are not scanned. */
export function isActive({ imageStatus = 'ACTIVE' }: RegistryImage): boolean {
  return imageStatus === 'ACTIVE';
}

/** It has a quarantine tag, and no tag but our own: nobody pulls it by a tag. */
export function isQuarantined({ imageTags = [] }: Pick<RegistryImage, 'imageTags'>): boolean {
  if (!imageTags.some((tag) => tag.startsWith(QUARANTINE_PREFIX))) return false;
  return imageTags.every((tag) => kindOfOwnTag(tag) !== undefined);
}

/** Configurations of what runs as a container. Of a Helm chart or an SBOM there is no scan. */
const containerConfigs: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** BuildKit's cache holds layers of images. ECR cannot scan it, which is reported. */
const BUILDKIT_CACHE = 'application/vnd.buildkit.cacheconfig.v0';

export function isInUse(image: RegistryImage): boolean {
  return (
    Boolean(image.imageTags?.length) &&
    !isQuarantined(image) &&
    !isReferrer(image) &&
    (isIndex(image) || isScannable(image))
  );
}

export function isScannable(image: RegistryImage): boolean {
  const { artifactMediaType } = image;
  if (isIndex(image) || isReferrer(image)) return false;
  if (isBuildCache(image)) return true;
  return artifactMediaType === undefined || containerConfigs.includes(artifactMediaType);
}

export function isBuildCache(image: RegistryImage): boolean {
  return image.artifactMediaType === BUILDKIT_CACHE && !isIndex(image);
}
