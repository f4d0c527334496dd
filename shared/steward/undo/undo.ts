import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Entry } from '../../actions/audit-log.ts';
import { isOfPause } from '../../actions/permits/pause.ts';
import type { Undo } from './action.ts';
import { undoChange } from './change.ts';
import { undoDeletion } from './deletion.ts';
import { undoSettings } from './settings.ts';
import { undoStorageClass } from './storage-class.ts';
import { undoTag } from './tag.ts';

/** Plans how an action would be undone. Whether one that began was done is read from the registry. */
export async function planUndo(ecr: ECRClient, entry: Entry): Promise<Undo> {
  const { state, final } = entry;
  if (isOfPause(entry)) return { state: 'refused', why: whyNotOfPause(entry) };
  if (state === 'unneeded') return { state: 'nothing', why: 'it changed nothing' };
  // One that failed, or never ended, may not have been done: the registry shows.
  if (state === 'done' && final !== undefined) return { state: 'refused', why: final };
  const undo =
    (await undoTag(ecr, entry)) ??
    (await undoDeletion(ecr, entry)) ??
    (await undoSettings(ecr, entry)) ??
    (await undoStorageClass(ecr, entry)) ??
    (await undoChange(ecr, entry));
  return undo ?? { state: 'refused', why: 'the audit log does not have the state before it' };
}

function whyNotOfPause({ capability }: Entry): string {
  return `npx ecr-steward resume ${capability} ends a pause, and npx ecr-steward pause ${capability} begins one`;
}
