import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Entry } from '../actions/audit-log.ts';
import { image } from '../registry/read.ts';
import { moveImage, type StoredImage, storageClassOf } from '../registry/storage-class.ts';
import { asBefore, type Undo, undoAction } from './undo-action.ts';

/** How the move of an image to another storage class is undone; undefined for any other action. */
export async function undoStorageClass(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const { repository } = entry;
  const [before, after] = [storedIn(entry.before), storedIn(entry.after)];
  if (repository === undefined || before === undefined || after === undefined) return undefined;
  const { digest } = before;
  const found = await image(ecr, repository, { imageDigest: digest }, { imageStatus: 'ANY' });
  if (found === undefined) {
    return { state: 'refused', why: `the image ${repository}@${digest} is gone` };
  }
  if (storageClassOf(found) === before.storageClass) {
    return { state: 'nothing', why: asBefore(entry) };
  }
  const line = `${repository}@${digest}: storage class ${after.storageClass} → ${before.storageClass}`;
  return {
    state: 'ready',
    action: undoAction(entry, { kind: 'setting', before: after, after: before }),
    lines: [line],
    work: async () => ({ ...(await moveImage(ecr, repository, before)), outcome: 'undone' }),
  };
}

function storedIn(state: unknown): StoredImage | undefined {
  const has = typeof state === 'object' && state !== null && 'storageClass' in state;
  return has ? (state as StoredImage) : undefined;
}
