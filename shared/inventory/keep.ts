import type { ECRClient } from '@aws-sdk/client-ecr';
import { identify } from '../registry/identity.ts';
import { partitionOf } from '../registry/partition.ts';
import { runFiles } from '../walk/run-files.ts';
import { inOneProcess } from '../walk/steps.ts';
import { runWalk, type WalkWork } from '../walk/walk.ts';
import { summaryKey } from './store/partition.ts';
import type { Summary } from './summary/summary.ts';
import { type InventoryWork, inventoryVisitor } from './visitor.ts';

export type KeepOptions = Omit<InventoryWork, 'own' | 'notify'> &
  Pick<WalkWork, 'perSlice' | 'onRepository'> & {
    /** Default: now. */
    takenAt?: Date;
  };

/**
 * Takes and keeps the inventory of a registry in one process, for the command. The nightly walk does the same in steps
 * that outlive a process.
 *
 * @throws what has failed first, but for repositories that cannot be read: they are in the summary.
 */
export async function keepInventory(
  ecr: ECRClient,
  { takenAt = new Date(), perSlice, onRepository, ...work }: KeepOptions,
): Promise<Summary> {
  const { store } = work;
  // In one process, nothing of it would be tried again.
  const onFailure = ({ error }: { error: unknown }) => {
    throw error;
  };
  const { registry } = await runWalk(inOneProcess, {
    ...{ ecr, store, began: takenAt, perSlice, onRepository, onFailure },
    identify: () => identify(ecr),
    visitors: [inventoryVisitor(work)],
  });
  await runFiles(store, registry, takenAt).remove();
  const found = await store.get(summaryKey(partitionOf(registry, takenAt)));
  return JSON.parse(new TextDecoder().decode(found)) as Summary;
}
