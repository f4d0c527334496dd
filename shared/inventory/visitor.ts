import { notePopulation } from '../actions/population.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { InventoryConfig } from '../config/schema/schema.ts';
import { partitionOf } from '../registry/partition.ts';
import { logger } from '../runtime/logger.ts';
import type { Store } from '../runtime/store/store.ts';
import { runFiles } from '../walk/run-files.ts';
import type { Visitor, Walked } from '../walk/visitor.ts';
import type { NameCheck } from './compare/names.ts';
import { findPrevious } from './compare/previous.ts';
import { notifyInventory } from './publish/notify.ts';
import { publishInventory } from './publish/publish.ts';
import { type ActionsSource, keepActions } from './rows/actions.ts';
import { keepDeletionRows } from './rows/deletions.ts';
import { keepPrevious, readPrevious } from './slices/previous.ts';
import type { SliceResult } from './slices/result.ts';
import { writingVisit } from './slices/writer.ts';
import { noteBucket } from './store/noted.ts';
import { summaryKey } from './store/partition.ts';
import type { Findings } from './summary/summarize.ts';
import type { Totals } from './take.ts';

/** What an inventory is made with, and where it goes. */
export interface InventoryWork {
  store: Store;
  config: InventoryConfig;
  /** Default: names are not checked. */
  names?: NameCheck | undefined;
  /** Whether ECR can log in upstream; called once, before the inventory is published. */
  logins?: (() => Promise<NonNullable<Findings['logins']>>) | undefined;
  /** The ledger and the rules of the stack's own registry. Undefined for any other. */
  own?: ActionsSource | undefined;
  /** Default: nothing is sent, and no metrics are written. */
  notify?: Pick<Notifier, 'notify' | 'resolve'> | undefined;
}

/** What the inventory has come to; the summary itself is too large for a checkpoint. */
export interface InventoryResult
  extends Pick<Totals, 'repositories' | 'images' | 'tags' | 'bytes'> {
  /** Where the summary is. */
  place: string;
  complete: boolean;
}

interface Begun {
  /** Whether there is an inventory before, to compare with. */
  hasPrevious: boolean;
}

/**
 * Counts every repository, image and tag, keeps them as files, compares them with the inventory before, and publishes
 * that with a report.
 */
export function inventoryVisitor(work: InventoryWork): Visitor<SliceResult, Begun> {
  const { store, config, names } = work;
  return {
    name: 'inventory',
    handsOn: true,
    begin: async (walk) => {
      const previous = await findPrevious(store, partitionOf(walk.registry, walk.began));
      if (previous) await keepPrevious(store, walk, previous);
      return { hasPrevious: previous !== undefined };
    },
    slice: async (slice, { hasPrevious }) => {
      const files = runFiles(store, slice.registry, slice.began);
      const previous = hasPrevious ? await readPrevious(files, slice.number) : undefined;
      const { settings, manifests } = config;
      return writingVisit({ store, settings, manifests, names, previous }, slice);
    },
    done: async (walked) => ({ result: await publish(work, walked) }),
  };
}

async function publish(
  { store, config, logins: tryLogins, own, notify }: InventoryWork,
  walked: Walked<SliceResult>,
): Promise<InventoryResult> {
  const partition = partitionOf(walked.registry, walked.began);
  const logins = await tryLogins?.();
  const acts = own && (await keepActions(store, partition, own));
  const found = { ...(logins && { logins }), ...(acts && { acts }) };
  const summary = await publishInventory(store, walked, config, found);
  if (own) await notePopulation(own.ledger, summary, new Date());
  if (own) await noteBucket(own.ledger, store);
  if (own) logger.info('Deletions kept', await keepDeletionRows(store, partition, summary));
  if (notify) await notifyInventory(summary, config, notify);
  const { complete, repositories, images, tags, bytes } = summary;
  return { place: store.place(summaryKey(partition)), complete, repositories, images, tags, bytes };
}
