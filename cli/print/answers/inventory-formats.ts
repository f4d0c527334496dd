import { createParquetFile } from '../../../shared/inventory/parquet/file.ts';
import { columnsOf } from '../../../shared/inventory/parquet/tables.ts';
import type { ImageRow } from '../../../shared/inventory/rows/rows.ts';
import { visible } from '../print.ts';

/** Formats with one line or row per image; the columns are those of the table `images`. */
export const imageFormats = ['ndjson', 'csv', 'parquet'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** All formats of the inventory; the first two have totals. */
export type Format = 'table' | 'json' | ImageFormat;

/** Encodes rows, a page at a time. */
export interface Encoder {
  rows(rows: readonly ImageRow[]): string | Uint8Array;
  /** The end of the file, after the last row. */
  end(): string | Uint8Array;
}

export const encoders: Readonly<Record<ImageFormat, () => Encoder>> = { ndjson, csv, parquet };

const columns = columnsOf('images');

/** One JSON object per line. An unknown value is null; times are ISO 8601, in UTC. */
function ndjson(): Encoder {
  const line = (row: ImageRow) => {
    const members = columns.map(({ key, name }) => [name, row[key as keyof ImageRow] ?? null]);
    return `${jsonLine(Object.fromEntries(members))}\n`;
  };
  return { rows: (rows) => rows.map(line).join(''), end: () => '' };
}

/** JSON that escapes all control characters, also those that JSON allows and a terminal obeys. */
export function jsonLine(value: object): string {
  return visible(JSON.stringify(value));
}

/**
 * RFC 4180, with a header line. Control characters are escaped as in JSON, so that a row is a line. The items
 * of a list are separated by spaces, which no item contains.
 */
function csv(): Encoder {
  const titles = `${columns.map(({ name }) => name).join(',')}\r\n`;
  let before = titles;
  const line = (row: ImageRow) =>
    `${columns.map(({ key }) => cell(row[key as keyof ImageRow])).join(',')}\r\n`;
  const flush = (lines: string) => {
    const text = before + lines;
    before = '';
    return text;
  };
  return { rows: (rows) => flush(rows.map(line).join('')), end: () => flush('') };
}

function cell(value: ImageRow[keyof ImageRow]): string {
  const text = value instanceof Date ? value.toISOString() : [value ?? ''].flat().join(' ');
  const inert = startsFormula.test(text) ? `'${visible(text)}` : visible(text);
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/**
 * What a spreadsheet takes for a formula. Media types, for example, are whatever the pusher wrote; after an apostrophe a
 * spreadsheet shows them as text.
 */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;

function parquet(): Encoder {
  const file = createParquetFile('images');
  return {
    rows: (rows) => {
      for (const row of rows) file.add(row);
      return file.take();
    },
    end: () => {
      file.end();
      return file.take();
    },
  };
}
