import { type ECRClient, UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import type { Entry } from '../actions/audit-log.ts';
import type { Work } from '../actions/gate.ts';
import { imagesOf } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { asBefore, type Undo, undoAction } from './undo-action.ts';

/** How a move of images to the archive is undone; undefined for any other action. */
export async function undoArchiving(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const { repository, before, after } = entry;
  const images = imagesIn(after);
  if (repository === undefined || images === undefined) return undefined;
  const found = await imagesOf(ecr, repository, images, { imageStatus: 'ANY' });
  if (found.length === 0)
    return { state: 'refused', why: `the images of ${entry.target} are gone` };
  const archived = new Set(
    found.filter((it) => it.imageStatus === 'ARCHIVED').map(({ imageDigest }) => imageDigest),
  );
  if (archived.size === 0) return { state: 'nothing', why: asBefore(entry) };
  // A restore loses nothing and breaks nothing.
  const action = undoAction(entry, { kind: 'setting', before: after, after: before });
  const digests = images.filter((digest) => archived.has(digest));
  return {
    ...{ state: 'ready', action, work: () => restore(ecr, repository, digests) },
    lines: digests.map((digest) => `restore ${repository}@${digest}, which takes up to 20 minutes`),
  };
}

/** An index after its parts, so that it can be pulled as soon as it is restored. */
async function restore(
  ecr: ECRClient,
  repositoryName: string,
  digests: readonly string[],
): Promise<Work> {
  for (const imageDigest of digests.toReversed()) {
    const imageId = { imageDigest };
    const input = { repositoryName, imageId, targetStorageClass: 'STANDARD' as const };
    await unlessGone(ecr.send(new UpdateImageStorageClassCommand(input)));
  }
  return { outcome: 'restored' };
}

/** The images of a move to the archive. */
function imagesIn(state: unknown): string[] | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { storageClass, images } = state as { storageClass?: unknown; images?: unknown };
  return storageClass === 'ARCHIVE' && Array.isArray(images) ? images.map(String) : undefined;
}
