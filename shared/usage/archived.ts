import type { RegistryImage } from '../registry/read.ts';
import type { ImageUse } from '../use/uses.ts';

/** An image that is in the archive, so that the next pull of it is answered with a 404. */
export interface ArchivedUse {
  repository: string;
  digest: string;
  /** ISO 8601. */
  archivedAt?: string;
  /** Who runs it, or the image that needs it. */
  uses: ImageUse[];
  /** The digest of the image index that is in use and lists it. */
  index?: string;
  /** The digest of the image in use that it refers to, as a signature does, or that refers to it. */
  related?: string;
}

export function archivedUse(
  repository: string,
  { imageDigest: digest, lastArchivedAt }: Pick<RegistryImage, 'imageDigest' | 'lastArchivedAt'>,
  uses: readonly ImageUse[],
): ArchivedUse {
  const archivedAt = lastArchivedAt?.toISOString();
  return { repository, digest, ...(archivedAt !== undefined && { archivedAt }), uses: [...uses] };
}
