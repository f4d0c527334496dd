import { isCached } from '../registry/cached.ts';
import { imageRow } from './image-row.ts';
import { tallyNames } from './names.ts';
import type { Reading } from './read.ts';
import type { ImageRow } from './rows.ts';
import { repositoryRows } from './settings.ts';
import type { ShardResult } from './shard-result.ts';
import type { Shard } from './shards.ts';
import type { InventorySink } from './sink.ts';
import type { ShardWork } from './take-shard.ts';
import { withParents } from './with-parents.ts';

/** Writes what is read of a shard, and gathers what it comes to. */
export interface ShardWriter {
  sink: InventorySink;
  /** @param next - The index of the first repository that was not read, where the slice ends early. */
  end(reading: Reading, next: number | undefined): Promise<ShardResult>;
}
