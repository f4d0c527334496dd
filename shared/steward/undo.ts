import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Entry } from '../actions/audit-log.ts';
import type { Undo } from './undo-action.ts';
import { undoChange } from './undo-change.ts';
import { undoSettings } from './undo-settings.ts';
import { undoTag } from './undo-tag.ts';

/** Looks how an act would be taken back. Of one that was begun, and perhaps not done, the registry tells. */
export async function planUndo(ecr: ECRClient, entry: Entry): Promise<Undo> {
  const { state, final } = entry;
  if (state === 'unneeded') return { state: 'nothing', why: 'nothing was done by it' };
  // What failed, or nobody knows of, may not have been done: the registry tells.
  if (state === 'done' && final !== undefined) return { state: 'refused', why: final };
  const undo =
    (await undoTag(ecr, entry)) ??
    (await undoSettings(ecr, entry)) ??
    (await undoChange(ecr, entry));
  return undo ?? { state: 'refused', why: 'the journal does not have how it was before' };
}
