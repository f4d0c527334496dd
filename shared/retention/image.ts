import type { RegistryImage } from '../registry/read.ts';

/** What retention has to know of an image: small, as a repository may have 100,000. Times in milliseconds since 1970. */
export interface StoredImage {
  imageDigest: string;
  imageTags?: string[] | undefined;
  subjectManifestDigest?: string | undefined;
  imageManifestMediaType?: string | undefined;
  artifactMediaType?: string | undefined;
  /** When it was pushed, or restored from the archive; undefined: unknown. */
  pushed: number | undefined;
  /** As ECR reports it: up to a day late, undefined for one that was never pulled. */
  pulled: number | undefined;
  bytes: number;
  status: 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING';
  /** Only of one in the archive. */
  archived: number | undefined;
}

export function storedImage(image: RegistryImage): StoredImage {
  const { imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType } = image;
  const { artifactMediaType, imagePushedAt, lastActivatedAt, lastRecordedPullTime } = image;
  const { imageStatus, lastArchivedAt, imageSizeInBytes = 0 } = image;
  const pushed = imagePushedAt?.getTime();
  return {
    ...{ imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType, artifactMediaType },
    pushed: pushed === undefined ? undefined : Math.max(pushed, lastActivatedAt?.getTime() ?? 0),
    pulled: lastRecordedPullTime?.getTime(),
    bytes: imageSizeInBytes,
    // A status that is new to ecr-steward is none in which an image may be changed.
    status: imageStatus === undefined ? 'ACTIVE' : known(imageStatus),
    archived: imageStatus === 'ARCHIVED' ? lastArchivedAt?.getTime() : undefined,
  };
}

function known(status: string): StoredImage['status'] {
  return status === 'ACTIVE' || status === 'ARCHIVED' ? status : 'ACTIVATING';
}

/** The newest first; of those pushed at the same time, by digest. */
export function byAge(a: StoredImage, b: StoredImage): number {
  const later = (b.pushed ?? 0) - (a.pushed ?? 0);
  if (later !== 0) return later;
  return a.imageDigest < b.imageDigest ? -1 : 1;
}
