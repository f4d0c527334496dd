import type { IndexReader } from '../registry/manifests/index-parts.ts';
import { isIndex } from '../registry/manifests/media-types.ts';
import { type Need, neededWith } from '../registry/manifests/needs.ts';
import type { RelatedImage } from '../registry/manifests/relations.ts';
import type { RegistryImage } from '../registry/read.ts';
import type { ImageUse } from '../use/uses.ts';
import { type ArchivedUse, archivedUse } from './archived.ts';

/** An image, without what is not needed of it. */
export type Kept = RelatedImage & Pick<RegistryImage, 'imageStatus' | 'lastArchivedAt'>;

/** An image that is in use, with its uses. */
export interface FoundUse {
  image: Kept;
  uses: ImageUse[];
}

export function keptOf({ imageDigest, imageTags, imageStatus, ...image }: RegistryImage): Kept {
  const { lastArchivedAt, subjectManifestDigest, imageManifestMediaType } = image;
  return {
    ...{ imageDigest, imageTags, imageStatus, subjectManifestDigest, imageManifestMediaType },
    ...(lastArchivedAt && { lastArchivedAt }),
  };
}

/**
 * The archived images that those in use need: the parts of image indexes, and signatures and the like of any of them. Of
 * an index in the archive, ECR does not say what it lists: that is known when it is restored.
 */
export async function archivedNeeds(
  repository: string,
  found: readonly FoundUse[],
  archived: ReadonlyMap<string, Kept>,
  indexes: IndexReader,
): Promise<ArchivedUse[]> {
  if (archived.size === 0 || found.length === 0) return [];
  const open = found.flatMap(({ image }) =>
    isIndex(image) && image.imageStatus === 'ACTIVE' ? image.imageDigest : [],
  );
  const parts = open.length > 0 ? await indexes.partsOf(repository, open) : new Map();
  const usesOf = new Map(found.map(({ image, uses }) => [image.imageDigest, uses]));
  const known = new Map<string, RelatedImage>(
    [...parts.values()].flatMap((digests: readonly string[] = []) =>
      digests.map((imageDigest) => [imageDigest, { imageDigest, imageTags: [] }]),
    ),
  );
  for (const [digest, image] of archived) known.set(digest, image);
  for (const { image } of found) known.set(image.imageDigest, image);
  const { needed } = neededWith([...known.values()], parts, usesOf.keys());
  return [...archived].flatMap(([digest, image]) => {
    const need = needed.get(digest);
    if (need === undefined) return [];
    const use = archivedUse(repository, image, usesOf.get(need.root) ?? []);
    return { ...use, ...becauseOf(need) };
  });
}

function becauseOf({ as, root }: Need): Pick<ArchivedUse, 'index' | 'related'> {
  return as === 'part' ? { index: root } : { related: root };
}
