import { partitionOf } from '../../registry/partition.ts';
import type { Store } from '../../runtime/store/store.ts';
import type { Seen, Slice, SliceVisit } from '../../walk/visitor.ts';
import { compareInventories } from '../compare/compare.ts';
import { counting, noChanges } from '../compare/comparison.ts';
import { type NameCheck, namesSink } from '../compare/names.ts';
import { DamagedPartError } from '../compare/parts.ts';
import { createPartWriter, type SlicePlace, writeParts } from '../parquet/parts.ts';
import { imageRow } from '../rows/image.ts';
import type { ImageRow } from '../rows/rows.ts';
import { withParents } from '../rows/with-parents.ts';
import type { InventorySink } from '../store/sink.ts';
import { countingVisit } from './count.ts';
import type { PreviousSlice } from './previous.ts';
import type { SliceResult } from './result.ts';
import { repositoryRows } from './settings.ts';

/** What is written of a slice, and where. */
export interface SliceWriting {
  store: Store;
  /** Whether to read policies and resource tags of the repositories. */
  settings: boolean;
  /** Whether to read which images the indexes list. */
  manifests: boolean;
  /** Default: names are not checked. */
  names?: NameCheck | undefined;
  /** Undefined: there is no inventory before. */
  previous?: PreviousSlice | undefined;
}

/** Writes the rows of a slice, and gathers its result. Visited again, it writes the same files. */
export function writingVisit(work: SliceWriting, slice: Slice): SliceVisit<SliceResult> {
  const { store, settings } = work;
  const { registry, began, number, from } = slice;
  const place = { store, partition: partitionOf(registry, began), slice: number, from };
  const cachePrefixes = slice.cacheRules.map((rule) => rule.ecrRepositoryPrefix);
  const names = work.names && namesSink(work.names, cachePrefixes);
  const images = imageWriter(work, slice, place);
  const sink = both(names?.sink, images.sink);
  const { visit, counted } = countingVisit({ now: began, sink: sink.sink });
  return {
    ...visit,
    end: async (seen) => {
      sink.throwIfFailed();
      const { perRepository, ages } = counted();
      const options = { settings, cachePrefixes };
      const rows = await repositoryRows(slice.settings, slice.listed, perRepository, options);
      const parts = [...(await images.end()), ...(await writeParts(place, 'repositories', rows))];
      const compared = await compare(work, place, seen, { perRepository, parts });
      return {
        ...{ perRepository, ages, changes: compared.changes },
        parts: [...parts, ...compared.parts],
        ...(compared.notCompared !== undefined && { notCompared: compared.notCompared }),
        ...(names && { naming: names.summary() }),
      };
    },
  };
}

function imageWriter({ manifests }: SliceWriting, { ecr }: Slice, place: SlicePlace) {
  const images = createPartWriter(place, 'images');
  // With manifests, the rows of the repository that is being read: they are written when it is known which
  // index lists which.
  let held: ImageRow[] = [];
  const sink: InventorySink = {
    images: async ({ repositoryName }, page) => {
      const rows = page.map((image) => imageRow(repositoryName, image));
      if (manifests) held.push(...rows);
      else for (const row of rows) await images.add(row);
    },
    repository: async (_repository, count) => {
      const rows = held.length === 0 ? [] : await withParents(ecr, count.repository, held);
      held = [];
      for (const row of rows) await images.add(row);
    },
  };
  return { sink, end: images.end };
}

/** Passes all on to both. Where one fails, the files are not whole, whichever repository it was. */
function both(one: InventorySink | undefined, other: InventorySink) {
  let failed: { error: unknown } | undefined;
  const each = async (work: (sink: InventorySink) => void | Promise<void>) => {
    try {
      for (const sink of [one, other]) if (sink) await work(sink);
    } catch (error) {
      failed ??= { error };
      throw error;
    }
  };
  const sink: InventorySink = {
    images: (...given) => each((it) => it.images(...given)),
    repository: (...given) => each((it) => it.repository(...given)),
  };
  const throwIfFailed = () => {
    if (failed) throw failed.error;
  };
  return { sink, throwIfFailed };
}

async function compare(
  { store, previous }: SliceWriting,
  place: SlicePlace,
  { range, unread: failed }: Seen,
  now: Pick<SliceResult, 'perRepository' | 'parts'>,
): Promise<Pick<SliceResult, 'parts' | 'changes' | 'notCompared'>> {
  const changes = noChanges();
  if (previous === undefined) return { parts: [], changes };
  const rows = compareInventories({ store, ...previous }, { store, ...now, failed }, range);
  try {
    return { parts: await writeParts(place, 'changes', counting(rows, changes)), changes };
  } catch (error) {
    // What was read today is correct, also if files of the day before are damaged.
    if (!(error instanceof DamagedPartError)) throw error;
    return { parts: [], changes: noChanges(), notCompared: error.message };
  }
}
