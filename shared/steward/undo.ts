import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Act } from '../acts/act.ts';
import type { Work } from '../acts/gate.ts';
import type { Entry } from '../acts/journal.ts';
import { undoChange } from './undo-change.ts';
import { undoSettings } from './undo-settings.ts';
import { undoTag } from './undo-tag.ts';

/** How an act would be taken back, as the registry is now. */
export type Undo =
  | {
      state: 'ready';
      /** What is to be done, for the gate: an act as any other, which can be taken back too. */
      act: Act;
      /** What happens, line by line, for whoever is asked. */
      lines: string[];
      /** What is lost by it for good. */
      final?: readonly string[];
      /** Does it, if the registry still is as it was looked at. */
      work(): Promise<Work>;
    }
  /** All is as it was before the act. */
  | { state: 'nothing'; why: string }
  /** It cannot be taken back, or would undo what somebody did since. */
  | { state: 'refused'; why: string };

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
