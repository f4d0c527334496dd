import { compareInventories } from '../compare/compare.ts';
import { counting, noChanges } from '../compare/comparison.ts';
import { namesSink } from '../compare/names.ts';
import { DamagedPartError } from '../compare/parts.ts';
import { createPartWriter, type ShardPlace, writeParts } from '../parquet/parts.ts';
import type { Reading } from '../read.ts';
import { imageRow } from '../rows/image.ts';
import type { ImageRow } from '../rows/rows.ts';
import { withParents } from '../rows/with-parents.ts';
import type { InventorySink } from '../store/sink.ts';
import type { ShardResult } from './result.ts';
import { repositoryRows } from './settings.ts';
import { rangeOf, type Shard } from './shards.ts';
import type { ShardWork } from './work.ts';

/** Writes what is read of a shard, and gathers its result. */
export interface ShardWriter {
  sink: InventorySink;
  /** @param next - The index of the first repository that was not read, where the slice ends early. */
  end(reading: Reading, next: number | undefined): Promise<ShardResult>;
}

export function createShardWriter(work: ShardWork, shard: Shard): ShardWriter {
  const { ecr, store, partition, number, from = 0, settings, manifests } = work;
  const place: ShardPlace = { store, partition, shard: number, from };
  const images = createPartWriter(place, 'images');
  const names = work.names && namesSink(work.names, shard.cachePrefixes);
  // With manifests, the rows of the repository that is being read: they are written when it is known which
  // index lists which.
  let held: ImageRow[] = [];
  return {
    sink: {
      images: async (repository, page) => {
        const { repositoryName } = repository;
        await names?.sink.images(repository, page);
        const rows = page.map((image) => imageRow(repositoryName, image));
        if (manifests) held.push(...rows);
        else for (const row of rows) await images.add(row);
      },
      repository: async (repository, count) => {
        await names?.sink.repository(repository, count);
        const rows = held.length === 0 ? [] : await withParents(ecr, count.repository, held);
        held = [];
        for (const row of rows) await images.add(row);
      },
    },
    end: async (reading, next) => {
      const { perRepository, failed } = reading;
      const rows = await repositoryRows(ecr, shard.repositories, perRepository, {
        ...{ settings, cachePrefixes: shard.cachePrefixes },
      });
      const parts = [...(await images.end()), ...(await writeParts(place, 'repositories', rows))];
      const compared = await compare(work, shard, { perRepository, failed, parts }, next);
      return {
        ...reading,
        parts: [...parts, ...compared.parts],
        changes: compared.changes,
        ...(compared.notCompared !== undefined && { notCompared: compared.notCompared }),
        ...(names && { naming: names.summary() }),
      };
    },
  };

  async function compare(
    { store, from = 0 }: ShardWork,
    { previous }: Shard,
    now: Pick<ShardResult, 'perRepository' | 'failed' | 'parts'>,
    next: number | undefined,
  ): Promise<Pick<ShardResult, 'parts' | 'changes' | 'notCompared'>> {
    const changes = noChanges();
    if (previous === null) return { parts: [], changes };
    const range = rangeOf(shard, from, next);
    const rows = compareInventories({ store, ...previous }, { store, ...now }, range);
    try {
      return { parts: await writeParts(place, 'changes', counting(rows, changes)), changes };
    } catch (error) {
      // What was read today is correct, also if files of the day before are damaged.
      if (!(error instanceof DamagedPartError)) throw error;
      return { parts: [], changes: noChanges(), notCompared: error.message };
    }
  }
}
