import type { ECRClient } from '@aws-sdk/client-ecr';
import type { LintedImage } from '../registry/lifecycle/lint/finding.ts';
import type { RegistryImage, RegistryRepository } from '../registry/read.ts';
import { readWhole } from '../walk/reading/whole.ts';

/** An image as policies, and those who check them, see it. */
export type CheckedImage = LintedImage & { bytes: number };

/** All images of a repository, archived ones too; none where it is deleted meanwhile. */
export function imagesOfRepository(
  ecr: ECRClient,
  repository: RegistryRepository,
): Promise<CheckedImage[]> {
  const list = async function* () {
    yield repository;
  };
  return readWhole(ecr, list, () => {
    const found: CheckedImage[] = [];
    const images = (page: readonly RegistryImage[]) => {
      for (const image of page) found.push(checkedImage(image));
    };
    const visit = { repository: () => ({ images }) };
    return { visits: [{ visitor: 'lifecycle', visit }], result: () => found };
  });
}

/** Without what is not needed: a repository can have 100,000 images. */
function checkedImage({
  imageDigest,
  imageTags,
  imageStatus,
  ...image
}: RegistryImage): CheckedImage {
  return {
    ...{ imageDigest, imageTags, imageStatus },
    imagePushedAt: image.imagePushedAt,
    lastRecordedPullTime: image.lastRecordedPullTime,
    lastActivatedAt: image.lastActivatedAt,
    lastArchivedAt: image.lastArchivedAt,
    subjectManifestDigest: image.subjectManifestDigest,
    artifactMediaType: image.artifactMediaType,
    imageManifestMediaType: image.imageManifestMediaType,
    bytes: image.imageSizeInBytes ?? 0,
  };
}
