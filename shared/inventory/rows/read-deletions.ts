import type { RegistryIdentity } from '../../registry/identity.ts';
import { partitionOf } from '../../registry/partition.ts';
import type { Store } from '../../runtime/store/store.ts';
import { type Deletion, mergeDeletions } from '../../use/deleted/deletion.ts';
import { deletionsOf, repositoriesWithDeletions } from '../../use/deleted/inbox.ts';
import { rowsOf } from '../parquet/read.ts';
import { deletionFiles } from './deletions.ts';
import type { DeletionRow } from './rows.ts';

const DAY_MS = 86_400_000;

/**
 * What was deleted or archived in the last days, the newest first: by the table, and by the events that are not in it yet.
 *
 * @param repository - Default: all.
 */
export async function readDeletions(
  store: Store,
  registry: RegistryIdentity,
  { days, now, repository }: { days: number; now: Date; repository?: string | undefined },
): Promise<Deletion[]> {
  const read = Array.from({ length: days }, (_, ago) =>
    partitionOf(registry, new Date(now.getTime() - ago * DAY_MS)),
  );
  const isWanted = (name: string) => repository === undefined || name === repository;
  const found: Deletion[] = [];
  for (const day of read) {
    for (const key of await deletionFiles(store, day)) {
      const bytes = await store.get(key);
      if (bytes === undefined) continue;
      for await (const row of rowsOf('deletions', bytes))
        if (isWanted(row.repository)) found.push(deletionOf(row));
    }
    const names = await repositoriesWithDeletions(store, day);
    for (const name of names.filter(isWanted))
      found.push(...(await deletionsOf(store, [day], name)));
  }
  const byRepository = Map.groupBy(found, (deletion) => deletion.repository);
  const images = [...byRepository.values()].flatMap((those) => once(mergeDeletions(those)));
  return images.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function deletionOf({ at, ...row }: DeletionRow): Deletion {
  return { ...row, at: at.toISOString() };
}

/** Without what was found gone by night, more than half a day after the event that is known by now. */
function once(deletions: readonly Deletion[]): Deletion[] {
  const known = new Set(deletions.flatMap((it) => (it.cause === 'unknown' ? [] : it.digest)));
  return deletions.filter(
    ({ cause, digest }) => digest !== undefined && (cause !== 'unknown' || !known.has(digest)),
  );
}
