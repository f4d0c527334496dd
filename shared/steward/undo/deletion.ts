import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Entry } from '../../actions/audit-log.ts';
import { repository as readRepository } from '../../registry/read.ts';
import { createWhole, type WholeRepository } from '../../registry/settings/whole.ts';
import { inWords } from '../../registry/settings/words.ts';
import type { Deleted } from '../../unused-repositories/delete.ts';
import { ownKeys } from '../../unused-repositories/marks.ts';
import type { Undo } from './action.ts';
import { asBefore, undoAction } from './action.ts';

/** How the deletion of an empty repository is undone; undefined for any other action. */
export async function undoDeletion(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const deleted = deletedIn(entry.before);
  if (deleted === undefined) return undefined;
  const whole = withoutMarks(deleted);
  if ((await readRepository(ecr, whole.name)) !== undefined) {
    return { state: 'nothing', why: asBefore(entry) };
  }
  const set = Object.entries(whole.settings).map(([key, value]) => `${key}: ${inWords(value)}`);
  return {
    state: 'ready',
    action: undoAction(entry, { kind: 'setting' }),
    lines: [`create the repository ${whole.name}, without images`, ...set],
    work: async () => {
      await createWhole(ecr, whole);
      return { outcome: 'undone' };
    },
  };
}

function deletedIn(state: unknown): WholeRepository | undefined {
  const has = typeof state === 'object' && state !== null && 'deleted' in state;
  return has ? (state as Deleted).deleted : undefined;
}

/** With them it would be deleted again soon. */
function withoutMarks({ name, settings }: WholeRepository): WholeRepository {
  const { resourceTags = {}, ...others } = settings;
  const kept = Object.entries(resourceTags).filter(([key]) => !ownKeys.some((own) => own === key));
  return { name, settings: { ...others, resourceTags: Object.fromEntries(kept) } };
}
