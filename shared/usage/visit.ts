import type { IndexReader } from '../registry/manifests/index-parts.ts';
import type { RegistryImage } from '../registry/read.ts';
import { type ImageUse, nameInUse } from '../use/uses.ts';
import type { RepositoryVisit } from '../walk/visitor.ts';
import { type ArchivedUse, archivedUse } from './archived.ts';
import { archivedNeeds, type FoundUse, type Kept, keptOf } from './archived-needs.ts';
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

/**
 * Resolves the uses of one repository, page by page: of its images, only those in use and archived ones are kept, as
 * there may be 100,000.
 *
 * @param indexes - Reads the parts of the image indexes in use, where there are archived images; without it, archived
 *   images that those in use need are not found. It is asked only for indexes that are in use, so that no other one
 *   counts as pulled.
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
  const found: FoundUse[] = [];
  /** Those that nobody runs itself: an image in use may need them. */
  const archived = new Map<string, Kept>();
  const see = (image: RegistryImage) => {
    const { imageDigest, imageTags = [], imageStatus } = image;
    const own = [
      ...(byDigest.get(imageDigest) ?? []),
      ...imageTags.flatMap((tag) => byTag.get(tag) ?? []),
    ];
    if (own.length > 0) found.push({ image: keptOf(image), uses: own });
    else if (imageStatus === 'ARCHIVED' && indexes) archived.set(imageDigest, keptOf(image));
  };
  return {
    images: (page) => page.forEach(see),
    end: async () => {
      const needed = indexes ? await archivedNeeds(repository, found, archived, indexes) : [];
      seen(seenUses(repository, uses, found, needed));
    },
  };
}

function seenUses(
  repository: string,
  uses: readonly ImageUse[],
  found: readonly FoundUse[],
  needed: readonly ArchivedUse[],
): SeenUses {
  const of = (status: string) => found.filter(({ image }) => image.imageStatus === status);
  const own = of('ARCHIVED').map(({ image, uses: its }) => archivedUse(repository, image, its));
  return {
    images: found.map(({ image, uses: its }) => resolvedUse(repository, image.imageDigest, its)),
    archived: [...own, ...needed],
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

function digestIn(imageId: ImageUse['imageId']): string | undefined {
  return 'imageDigest' in imageId ? imageId.imageDigest : undefined;
}

function tagIn(imageId: ImageUse['imageId']): string | undefined {
  return 'imageTag' in imageId ? imageId.imageTag : undefined;
}
