import { constants, zstdCompressSync } from 'node:zlib';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { schemaOf } from './schema.ts';
import { type Column, columnsOf, type Rows, type TableName } from './tables.ts';

/**
 * How much is buffered before it is encoded: rows, and the texts in their lists. An image may have a thousand tags,
 * so a number of rows alone bounds nothing.
 */
const ROW_GROUP = 10_000;

/** Writes a Parquet file. The same rows make the same bytes: nothing of the run is in it. */
export interface ParquetFile<Row> {
  /** Whether that completed a row group, so that there is something to take. */
  add(row: Row): boolean;
  /** How many rows were added. */
  rows(): number;
  /** What was encoded since the last call, a row group at a time; may be empty. */
  take(): Uint8Array;
  /** Encodes what is left, and the footer: the last bytes to take. */
  end(): void;
}

export function createParquetFile<Name extends TableName>(table: Name): ParquetFile<Rows[Name]> {
  const columns = columnsOf(table);
  const writer = new ChunkWriter();
  const parquet = new ParquetWriter({
    ...{ writer, schema: schemaOf(table), createdBy: 'ecr-steward' },
    ...{ codec: 'ZSTD', compressors: { ZSTD: compress } },
  });
  let values: unknown[][] = columns.map(() => []);
  let rows = 0;
  let weight = 0;
  const encode = () => {
    const columnData = columns.map(({ name }, at) => ({ name, data: values[at] ?? [] }));
    // The writer is synchronous: it returns a promise only if it is flushed by one.
    if (weight > 0) void parquet.write({ columnData, rowGroupSize: Number.MAX_SAFE_INTEGER });
    values = columns.map(() => []);
    weight = 0;
  };
  return {
    add: (row) => {
      for (const [at, column] of columns.entries()) {
        const value: unknown = row[column.key as keyof typeof row];
        values[at]?.push(stored(column, value));
        if (Array.isArray(value)) weight += value.length;
      }
      rows += 1;
      weight += 1;
      const isWhole = weight >= ROW_GROUP;
      if (isWhole) encode();
      return isWhole;
    },
    rows: () => rows,
    take: () => writer.take(),
    end: () => {
      encode();
      void parquet.finish();
    },
  };
}

/** As the writer takes it: 64 bits are a BigInt, and a map's entries are in the order of their keys. */
function stored({ type }: Column, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (type === 'bigint') return BigInt(value as number);
  if (type !== 'map<string,string>') return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Level 1: digests do not compress beyond their 32 bytes, and the matches that a higher level finds in
 * random digits make them longer.
 */
function compress(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

/** Returns what was written so far, and drops it. */
class ChunkWriter extends ByteWriter {
  take(): Uint8Array {
    const chunk = this.getBytes().slice();
    this.index = 0;
    return chunk;
  }
}
