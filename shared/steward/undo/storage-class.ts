import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Entry } from '../../actions/audit-log.ts';
import { imagesOf } from '../../registry/read.ts';
import {
  moveImages,
  type StorageClassState,
  storageClassOf,
} from '../../registry/storage-class.ts';
import { asBefore, type Undo, undoAction } from './action.ts';

/** How the move of images to another storage class is undone; undefined for any other action. */
export async function undoStorageClass(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const { repository } = entry;
  const [before, after] = [stateIn(entry.before), stateIn(entry.after)];
  if (repository === undefined || before === undefined || after === undefined) return undefined;
  const found = await imagesOf(ecr, repository, before.images, { imageStatus: 'ANY' });
  if (found.length === 0)
    return { state: 'refused', why: `the images of ${entry.target} are gone` };
  const moved = new Set(
    found
      .filter((it) => storageClassOf(it) !== before.storageClass)
      .map(({ imageDigest }) => imageDigest),
  );
  if (moved.size === 0) return { state: 'nothing', why: asBefore(entry) };
  const state = { ...before, images: before.images.filter((digest) => moved.has(digest)) };
  return {
    state: 'ready',
    // A restore loses nothing and breaks nothing.
    action: undoAction(entry, { kind: 'setting', before: after, after: before }),
    lines: state.images.map((digest) => lineOf(`${repository}@${digest}`, before)),
    work: async () => {
      const { refused, unneeded } = await moveImages(ecr, repository, state);
      if (refused[0]) throw refused[0];
      return { outcome: 'undone', unneeded };
    },
  };
}

function lineOf(image: string, { storageClass }: StorageClassState): string {
  return storageClass === 'ARCHIVE'
    ? `move ${image} to the archive`
    : `restore ${image}, which takes up to 20 minutes`;
}

/** Entries up to version 0.2 have the digest of the one image that was moved. */
function stateIn(state: unknown): StorageClassState | undefined {
  if (typeof state !== 'object' || state === null || !('storageClass' in state)) return undefined;
  const { storageClass, images, digest } = state as StorageClassState & { digest?: string };
  return { storageClass, images: digest === undefined ? images : [digest] };
}
