import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { boundOf } from '../actions/held.ts';
import { moveImages, type StorageClassState } from '../registry/storage-class.ts';
import { explained } from '../runtime/explain.ts';
import type { ArchivedUse } from './archived.ts';

/** What became of an archived image that is in use. */
export type RestoredUse = ArchivedUse & {
  restore?:
    | { state: 'restoring'; actionId: string }
    | { state: 'observed' | 'failed'; why: string };
};

/** What a restore needs. */
export interface Restoring {
  ecr: ECRClient;
  gate: Gate;
  /** Default: images are not restored. */
  rule?: EnforcedRule | undefined;
}

/** How many are restored concurrently. */
const AT_A_TIME = 8;

/** Restores archived images that are in use, as far as it is declared and allowed. One that fails stops no other. */
export async function restoreUses(
  { ecr, gate, rule }: Restoring,
  archived: readonly ArchivedUse[],
): Promise<RestoredUse[]> {
  if (rule === undefined) return [...archived];
  const restore = (one: ArchivedUse) => restored({ ecr, gate, rule }, one);
  return pMap(archived, restore, { concurrency: AT_A_TIME });
}

async function restored(
  { ecr, gate, rule }: Required<Restoring> & { rule: EnforcedRule },
  one: ArchivedUse,
): Promise<RestoredUse> {
  const { repository, digest } = one;
  const action = {
    ...{ kind: 'setting' as const, rule, repository, target: `${repository}@${digest}` },
    what: 'restore it from the archive, as it is in use',
    before: { storageClass: 'ARCHIVE', images: [digest] } satisfies StorageClassState,
    after: { storageClass: 'STANDARD', images: [digest] } satisfies StorageClassState,
  };
  try {
    const done = await gate.perform(action, async () => {
      const { refused, unneeded } = await moveImages(ecr, repository, action.after);
      if (refused[0]) throw refused[0];
      return { outcome: 'restored', unneeded };
    });
    if (done.state === 'done') {
      return { ...one, restore: { state: 'restoring', actionId: done.id } };
    }
    const why = done.state === 'held' ? boundOf(done) : done.why;
    return { ...one, restore: { state: 'observed', why } };
  } catch (error) {
    return { ...one, restore: { state: 'failed', why: explained(error) } };
  }
}
