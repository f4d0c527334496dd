import type { IndexReader } from '../registry/manifests/index-parts.ts';
import { isIndex } from '../registry/manifests/media-types.ts';
import type { RegistryImage } from '../registry/read.ts';
import { type ImageUse, nameInUse } from '../use/uses.ts';
import type { RepositoryVisit } from '../walk/visitor.ts';
import { type ArchivedUse, archivedUse } from './archived.ts';
import { type MissingUse, missingUses } from './missing.ts';
import { boundedUsers, type ResolvedUse } from './users.ts';

/** What one repository says of the uses of its images. */
export interface SeenUses {
  /** Those that are there, archived or not. */
  images: ResolvedUse[];
  archived: ArchivedUse[];
  /** Digests of those that are being restored. */
  activating: string[];
  missing: MissingUse[];
}

/** An image that is in use, with its uses. */
interface Found {
  image: Pick<RegistryImage, 'imageDigest' | 'imageStatus' | 'lastArchivedAt'>;
  isIndex: boolean;
  uses: ImageUse[];
}

/** An archived image that nobody runs itself: an index in use may list it. */
type Archived = Pick<RegistryImage, 'imageDigest' | 'lastArchivedAt'>;

/**
 * Resolves the uses of one repository, page by page: of its images, only those in use and archived ones are kept, as
 * there may be 100,000.
 *
 * @param indexes - Reads the parts of the image indexes in use, where there are archived images; without it, archived
 *   parts are not found. It is asked only for indexes that are in use, so that no other one counts as pulled.
 * @param seen - Called when all images were seen.
 */
export function visitUses(
  repository: string,
  uses: readonly ImageUse[],
  indexes: IndexReader | undefined,
  seen: (seen: SeenUses) => void,
): RepositoryVisit {
  const byDigest = Map.groupBy(uses, ({ imageId }) => digestIn(imageId));
  const byTag = Map.groupBy(uses, ({ imageId }) => tagIn(imageId));
  const found: Found[] = [];
  const archived = new Map<string, Archived>();
  const see = (image: RegistryImage) => {
    const { imageDigest, imageTags = [], imageStatus, lastArchivedAt } = image;
    const own = [
      ...(byDigest.get(imageDigest) ?? []),
      ...imageTags.flatMap((tag) => byTag.get(tag) ?? []),
    ];
    const kept = { imageDigest, imageStatus, ...(lastArchivedAt && { lastArchivedAt }) };
    if (own.length > 0) found.push({ image: kept, isIndex: isIndex(image), uses: own });
    else if (imageStatus === 'ARCHIVED' && indexes) archived.set(imageDigest, kept);
  };
  return {
    images: (page) => page.forEach(see),
    end: async () => {
      const parts = indexes ? await archivedParts(repository, found, archived, indexes) : [];
      seen(seenUses(repository, uses, found, parts));
    },
  };
}

function seenUses(
  repository: string,
  uses: readonly ImageUse[],
  found: readonly Found[],
  parts: readonly ArchivedUse[],
): SeenUses {
  const of = (status: string) => found.filter(({ image }) => image.imageStatus === status);
  const own = of('ARCHIVED').map(({ image, uses: its }) => archivedUse(repository, image, its));
  return {
    images: found.map(({ image, uses: its }) => resolvedUse(repository, image.imageDigest, its)),
    archived: [...own, ...parts],
    activating: of('ACTIVATING').map(({ image }) => image.imageDigest),
    missing: missingUses(repository, uses, new Set(found.flatMap((it) => it.uses))),
  };
}

function resolvedUse(repository: string, digest: string, uses: readonly ImageUse[]): ResolvedUse {
  return {
    ...{ repository, digest },
    names: [...new Set(uses.map(nameInUse))],
    ...boundedUsers(uses.flatMap(({ by }) => by)),
    ...(uses.every(({ standby }) => standby) && { standby: true as const }),
  };
}

/** Of an index in the archive, ECR does not say what it lists: that is known when it is restored. */
async function archivedParts(
  repository: string,
  found: readonly Found[],
  archived: ReadonlyMap<string, Archived>,
  indexes: IndexReader,
): Promise<ArchivedUse[]> {
  const inUse = found.filter((it) => it.isIndex && it.image.imageStatus === 'ACTIVE');
  if (archived.size === 0 || inUse.length === 0) return [];
  const digests = inUse.map(({ image }) => image.imageDigest);
  const parts = await indexes.partsOf(repository, digests);
  const listed = new Map<string, ArchivedUse>();
  for (const { image, uses } of inUse) {
    for (const digest of parts.get(image.imageDigest) ?? []) {
      const part = archived.get(digest);
      if (part === undefined || listed.has(digest)) continue;
      listed.set(digest, { ...archivedUse(repository, part, uses), index: image.imageDigest });
    }
  }
  return [...listed.values()];
}

function digestIn(imageId: ImageUse['imageId']): string | undefined {
  return 'imageDigest' in imageId ? imageId.imageDigest : undefined;
}

function tagIn(imageId: ImageUse['imageId']): string | undefined {
  return 'imageTag' in imageId ? imageId.imageTag : undefined;
}
