import type { ActionRow, ChangeRow, DeletionRow, ImageRow, RepositoryRow } from '../rows/rows.ts';
import type { Part } from '../summary/summary.ts';

/** What a column holds, as Glue and Athena call it. A timestamp is in UTC, to the millisecond. */
export type ColumnType =
  | 'string'
  | 'boolean'
  | 'bigint'
  | 'timestamp'
  | 'array<string>'
  | 'map<string,string>';

/** The rows of each table. */
export interface Rows {
  images: ImageRow;
  repositories: RepositoryRow;
  changes: ChangeRow;
  acts: ActionRow;
  deletions: DeletionRow;
}

export type TableName = Part['table'];

/** One type per member of the row, and no other than the member's own. */
type Columns<Row> = { readonly [Key in keyof Row]-?: TypeOf<NonNullable<Row[Key]>> };

type TypeOf<Value> = [Value] extends [string]
  ? 'string'
  : [Value] extends [boolean]
    ? 'boolean'
    : [Value] extends [number]
      ? 'bigint'
      : [Value] extends [Date]
        ? 'timestamp'
        : [Value] extends [readonly string[]]
          ? 'array<string>'
          : 'map<string,string>';

/**
 * The columns of the tables, in their order, for the Parquet files, the Glue tables and CSV. Every column may be
 * null.
 */
export const tables = {
  images: {
    repository: 'string',
    digest: 'string',
    tags: 'array<string>',
    bytes: 'bigint',
    pushedAt: 'timestamp',
    lastPulledAt: 'timestamp',
    mediaType: 'string',
    artifactType: 'string',
    status: 'string',
    subject: 'string',
    parents: 'array<string>',
  },
  repositories: {
    repository: 'string',
    images: 'bigint',
    tags: 'bigint',
    untaggedImages: 'bigint',
    bytes: 'bigint',
    untaggedBytes: 'bigint',
    referrers: 'bigint',
    archivedImages: 'bigint',
    archivedBytes: 'bigint',
    createdAt: 'timestamp',
    tagMutability: 'string',
    tagMutabilityExclusions: 'array<string>',
    encryption: 'string',
    kmsKey: 'string',
    cacheRule: 'string',
    scanFrequency: 'string',
    policy: 'string',
    lifecyclePolicy: 'string',
    resourceTags: 'map<string,string>',
  },
  changes: {
    change: 'string',
    repository: 'string',
    tag: 'string',
    digest: 'string',
    previousDigest: 'string',
  },
  acts: {
    id: 'string',
    at: 'timestamp',
    by: 'string',
    capability: 'string',
    kind: 'string',
    rule: 'string',
    repository: 'string',
    target: 'string',
    what: 'string',
    weight: 'bigint',
    state: 'string',
    outcome: 'string',
    error: 'string',
    before: 'string',
    after: 'string',
  },
  deletions: {
    at: 'timestamp',
    repository: 'string',
    digest: 'string',
    tags: 'array<string>',
    action: 'string',
    cause: 'string',
    rule: 'bigint',
    ruleText: 'string',
    by: 'string',
    inUse: 'boolean',
    usedBy: 'array<string>',
  },
} as const satisfies { [Name in TableName]: Columns<Rows[Name]> };

export interface Column {
  /** The member of the row. */
  readonly key: string;
  /** The name in SQL: `last_pulled_at`. */
  readonly name: string;
  readonly type: ColumnType;
}

export function columnsOf(table: TableName): Column[] {
  return Object.entries(tables[table]).map(([key, type]) => ({ key, name: inSql(key), type }));
}

function inSql(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
