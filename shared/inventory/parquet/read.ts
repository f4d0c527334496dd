import { zstdDecompressSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { columnsOf, type Rows, type TableName } from './tables.ts';

/**
 * The rows of a Parquet file of ours, row group by row group.
 *
 * @param keys - The members of the row to read; the others are not decoded. Default all.
 */
export async function* rowsOf<Name extends TableName, Key extends keyof Rows[Name] & string>(
  table: Name,
  bytes: Uint8Array,
  keys?: readonly Key[],
): AsyncGenerator<Pick<Rows[Name], Key>> {
  const known = columnsOf(table).filter(
    ({ key }) => !keys || (keys as readonly string[]).includes(key),
  );
  const columns = known.map(({ name }) => name);
  const file = { byteLength: bytes.byteLength, slice: (...range: Range) => part(bytes, range) };
  const metadata = parquetMetadata(part(bytes, [0]));
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const read = { file, metadata, columns, rowStart, rowEnd, compressors: { ZSTD: decompress } };
    for (const row of await parquetReadObjects(read)) {
      const members = known.map(({ key, name }) => [key, plain(row[name])]);
      yield Object.fromEntries(members) as Pick<Rows[Name], Key>;
    }
    rowStart = rowEnd;
  }
}

type Range = [start: number, end?: number];

function part(bytes: Uint8Array, range: Range): ArrayBuffer {
  return new Uint8Array(bytes.subarray(...range)).buffer;
}

function decompress(bytes: Uint8Array): Uint8Array {
  return zstdDecompressSync(bytes);
}

/** As it was before it was written: null is undefined, and counts are numbers. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : (value ?? undefined);
}
