import type { RegistryImage } from '../../registry/read.ts';
import type { ImageRow } from './rows.ts';

/** An image as the table `images` has it. */
export function imageRow(repository: string, image: RegistryImage): ImageRow {
  return {
    repository,
    digest: image.imageDigest,
    tags: image.imageTags ?? [],
    bytes: image.imageSizeInBytes ?? 0,
    pushedAt: image.imagePushedAt,
    lastPulledAt: image.lastRecordedPullTime,
    mediaType: image.imageManifestMediaType,
    artifactType: image.artifactMediaType,
    status: image.imageStatus,
    subject: image.subjectManifestDigest,
    parents: undefined,
  };
}
