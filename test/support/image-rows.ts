import { createHash } from 'node:crypto';
import type { ImageRow } from '../../shared/inventory/rows/rows.ts';

/** An image with a digest derived from its name, and the given attributes. */
export function imageRowOf(
  repository: string,
  name: string,
  others: Partial<ImageRow> = {},
): ImageRow {
  return {
    ...{ repository, digest: digestOfName(name), tags: [], bytes: 1000 },
    ...{ pushedAt: undefined, lastPulledAt: undefined, mediaType: undefined },
    ...{ artifactType: undefined, status: 'ACTIVE', subject: undefined, parents: undefined },
    ...others,
  };
}

export function digestOfName(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}
