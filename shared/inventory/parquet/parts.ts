import type { Partition } from '../../registry/partition.ts';
import type { Store } from '../../runtime/store/store.ts';
import { partKey } from '../store/partition.ts';
import type { Part } from '../summary/summary.ts';
import { createParquetFile, type ParquetFile } from './file.ts';
import type { Rows, TableName } from './tables.ts';

/** The most rows of a file: some 5 MB of images, which are held in memory until the file is written. */
const ROWS_PER_PART = 100_000;

/** Writes the rows of a slice as files, one after the other. */
export interface PartWriter<Row> {
  add(row: Row): Promise<void> | undefined;
  /** Writes what is left, and returns what was written: nothing if there were no rows. */
  end(): Promise<Part[]>;
}

/**
 * Files are split by the number of rows alone: a slice that runs again writes the same files again.
 *
 * @param rowsPerPart - Default 100,000.
 */
export function createPartWriter<Name extends TableName>(
  { store, partition, slice, from = 0 }: SlicePlace,
  table: Name,
  rowsPerPart = ROWS_PER_PART,
): PartWriter<Rows[Name]> {
  const parts: Part[] = [];
  let file: ParquetFile<Rows[Name]> | undefined;
  let encoded: Uint8Array[] = [];
  let first = '';
  let last = '';
  const close = async (whole: ParquetFile<Rows[Name]>) => {
    file = undefined;
    whole.end();
    const bytes = Buffer.concat([...encoded, whole.take()]);
    encoded = [];
    const key = partKey(partition, table, { slice, from }, parts.length);
    parts.push({ table, key, rows: whole.rows(), first, last });
    await store.put(key, bytes, PARQUET);
  };
  return {
    add: (row) => {
      if (file === undefined) first = row.repository ?? '';
      file ??= createParquetFile(table);
      if (file.add(row)) encoded.push(file.take());
      last = row.repository ?? '';
      return file.rows() < rowsPerPart ? undefined : close(file);
    },
    end: async () => {
      if (file) await close(file);
      return parts;
    },
  };
}

/** Which files are written: those of one slice of one inventory, or of a slice of it. */
export interface SlicePlace {
  store: Store;
  partition: Partition;
  slice: number;
  /** The index of the slice's first repository; default 0. */
  from?: number;
}

/** Writes all rows, such as those of a small table. */
export async function writeParts<Name extends TableName>(
  place: SlicePlace,
  table: Name,
  rows: Iterable<Rows[Name]> | AsyncIterable<Rows[Name]>,
): Promise<Part[]> {
  const writer = createPartWriter(place, table);
  for await (const row of rows) await writer.add(row);
  return writer.end();
}

const PARQUET = 'application/vnd.apache.parquet';
