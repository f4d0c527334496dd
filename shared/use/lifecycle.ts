import type { ECRClient } from '@aws-sdk/client-ecr';
import type {
  PreviewedImage,
  PreviewedInUse,
  PreviewedUse,
} from '../registry/lifecycle/policy-preview.ts';
import type { Previewed, UseJudge } from '../registry/lifecycle/preview-results.ts';
import { createIndexReader, type IndexReader } from '../registry/manifests/index-parts.ts';
import type { PartsOfIndexes, RelatedImage } from '../registry/manifests/relations.ts';
import { imagePages } from '../registry/read.ts';
import { indexesToRead, type RepositoryUse, useOfRepository } from './needed.ts';
import type { Uses } from './uses.ts';

/** What is needed to say what of a repository is in use. */
export interface UseReading {
  uses(): Promise<Uses>;
  indexes: IndexReader;
}

/** @param uses - Called for each repository, so it has to cache its answer. */
export function useReading(ecr: ECRClient, uses: () => Promise<Uses>): UseReading {
  return { uses, indexes: createIndexReader(ecr) };
}

/** How many images in use a preview names. */
const MOST_NAMED = 20;

/**
 * Says of the preview of a lifecycle policy which of its images are in use, or needed by one that is. Reads the images of
 * a repository only if something of it runs.
 */
export function useJudge(ecr: ECRClient, { uses, indexes }: UseReading): UseJudge {
  return async (repository, previewed) => {
    const { images: all, unknown } = await uses();
    const own = all.filter((use) => use.repository === repository);
    const nothing = useOfRepository([], [], new Map(), unknown);
    if (own.length === 0) return { inUse: [], more: 0, doubts: nothing.doubts };
    const images = await relatedImages(ecr, repository);
    const parts = await indexes.partsOf(repository, indexesToRead(images, own));
    const use = useOfRepository(images, own, parts, unknown);
    return judgePreview(previewed, { use, parts, doubts: nothing.doubts });
  };
}

/** What is known of the use of a repository. */
export interface KnownUse {
  use: RepositoryUse;
  /** Of its image indexes, as far as they were asked for. */
  parts: PartsOfIndexes;
  /** Those of its doubts that are about whoever runs images. */
  doubts: readonly string[];
}

/** Which images of a preview are in use. */
export async function judgePreview(
  previewed: Previewed,
  { use, parts, doubts }: KnownUse,
): Promise<PreviewedUse> {
  const unread = unreadIndexes(parts);
  const affected = previewed.complete
    ? previewed.images
    : await previewed.of([...use.inUse.keys(), ...unread]);
  // An index keeps its parts. One whose parts are not known may itself be needed, by a part that runs.
  const isOpen = affected.some(({ digest }) => unread.has(digest));
  return usedOf(affected, use, isOpen ? use.doubts : doubts);
}

function usedOf(
  affected: readonly PreviewedImage[],
  { inUse }: RepositoryUse,
  doubts: readonly string[],
): PreviewedUse {
  const found = affected.flatMap((image): PreviewedInUse[] => {
    const use = inUse.get(image.digest);
    return use ? [{ ...image, by: [...new Set(use.uses.flatMap(({ by }) => by))] }] : [];
  });
  return {
    inUse: found.slice(0, MOST_NAMED),
    more: Math.max(0, found.length - MOST_NAMED),
    doubts,
  };
}

function unreadIndexes(parts: PartsOfIndexes): Set<string> {
  return new Set([...parts].flatMap(([index, of]) => (of === undefined ? [index] : [])));
}

async function relatedImages(ecr: ECRClient, repository: string): Promise<RelatedImage[]> {
  const found: RelatedImage[] = [];
  for await (const page of imagePages(ecr, repository, { imageStatus: 'ANY' })) {
    for (const it of page) {
      const { imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType } = it;
      found.push({ imageDigest, imageTags, subjectManifestDigest, imageManifestMediaType });
    }
  }
  return found;
}
