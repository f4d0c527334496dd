import type { IndexReader } from '../../registry/manifests/index-parts.ts';
import type { PartsOfIndexes, RelatedImage } from '../../registry/manifests/relations.ts';
import type { RegistryImage } from '../../registry/read.ts';
import { explained } from '../../runtime/explain.ts';
import { logger } from '../../runtime/logger.ts';
import { indexesToRead, useOfRepository } from '../../use/needed.ts';
import type { ImageUse, UnknownUses } from '../../use/uses.ts';
import { type UsedBy, usedBy } from '../used-by.ts';
import { isActive, isQuarantined, isScannable, type SeenImage, seenOf } from './seen-image.ts';

/** An image in use that can be checked. */
export interface UsedImage {
  seen: SeenImage;
  hasTag: boolean;
  usedBy: UsedBy;
}

/** What of a repository is in use. */
export interface RepositoryUsed {
  images: UsedImage[];
  /** Whether an image that is not among them may be in use as well: also where no rule asks. */
  isUncertain: boolean;
}

/** Finds the images in use of one repository, while its images pass by. */
export interface UsedFinder {
  add(image: RegistryImage): void;
  end(): Promise<RepositoryUsed>;
}

export interface UsedFinding {
  repository: string;
  /** Those of this repository. */
  uses: readonly ImageUse[];
  unknown: readonly UnknownUses[];
  indexes: IndexReader;
  /** Whether a rule asks for it: only then the parts of indexes are read, and images held to find them. */
  isAsked: boolean;
}

/** Of images that nobody runs nothing is kept, except where a rule asks for images in use: they may be parts. */
export function findUsed({ repository, uses, unknown, indexes, isAsked }: UsedFinding): UsedFinder {
  const known = new Map<string, Pick<UsedImage, 'seen' | 'hasTag'>>();
  const related: RelatedImage[] = [];
  const names = namesOf(uses);
  const add = (image: RegistryImage) => {
    if (uses.length === 0 || !(isAsked || names.has(image))) return;
    related.push(relatedOf(image));
    if (!isActive(image) || !isScannable(image) || isQuarantined(image)) return;
    const hasTag = Boolean(image.imageTags?.length);
    known.set(image.imageDigest, { seen: seenOf(image), hasTag });
  };
  const end = async (): Promise<RepositoryUsed> => {
    const parts = isAsked
      ? await partsOf(indexes, repository, indexesToRead(related, uses))
      : new Map<string, string[]>();
    const { inUse, doubts } = useOfRepository(related, uses, parts, unknown);
    const images = [...inUse].flatMap(([digest, need]): UsedImage[] => {
      const [image, by] = [known.get(digest), usedBy(need.uses)];
      return image && by ? [{ ...image, usedBy: by }] : [];
    });
    return { images, isUncertain: !isAsked || doubts.length > 0 };
  };
  return { add, end };
}

/** A repository can have as many uses as images: they are looked up by name. */
function namesOf(uses: readonly ImageUse[]) {
  const names = new Set(
    uses.map(({ imageId }) =>
      'imageDigest' in imageId ? `@${imageId.imageDigest}` : `:${imageId.imageTag}`,
    ),
  );
  return {
    has: ({ imageDigest, imageTags = [] }: RegistryImage) =>
      names.has(`@${imageDigest}`) || imageTags.some((tag) => names.has(`:${tag}`)),
  };
}

function relatedOf(image: RegistryImage): RelatedImage {
  const { imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType } = image;
  return {
    imageDigest,
    ...(imageTags && { imageTags }),
    ...(subjectManifestDigest !== undefined && { subjectManifestDigest }),
    ...(imageManifestMediaType !== undefined && { imageManifestMediaType }),
  };
}

/** Without them any image may be part of one in use: then all are checked. */
async function partsOf(
  indexes: IndexReader,
  repository: string,
  digests: readonly string[],
): Promise<PartsOfIndexes> {
  try {
    return await indexes.partsOf(repository, digests);
  } catch (error) {
    const why = explained(error);
    logger.warn('Image indexes could not be read: all images count as in use', { repository, why });
    return new Map();
  }
}
