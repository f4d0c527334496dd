import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseSnapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import { createParquetFile } from '../../../shared/inventory/parquet/file.ts';
import { createPartWriter, writeParts } from '../../../shared/inventory/parquet/parts.ts';
import { rowsOf } from '../../../shared/inventory/parquet/read.ts';
import { columnsOf, type Rows, type TableName } from '../../../shared/inventory/parquet/tables.ts';
import type { ImageRow, RepositoryRow } from '../../../shared/inventory/rows/rows.ts';
import type { Partition } from '../../../shared/registry/partition.ts';
import { requireDuckDb } from '../../support/duckdb.ts';
import { digestOfName, imageRowOf } from '../../support/image-rows.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const partition: Partition = {
  ...{ registryId: '123456789012', region: 'eu-west-1', date: '2026-11-21' },
};

const repository: RepositoryRow = {
  ...{ repository: 'team/web', images: 2, tags: 3, untaggedImages: 0, bytes: 2 ** 52 },
  ...{ untaggedBytes: 0, referrers: 0, archivedImages: 0, archivedBytes: 0 },
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  ...{ tagMutability: 'IMMUTABLE_WITH_EXCLUSION', tagMutabilityExclusions: ['dev-*'] },
  ...{ encryption: 'AES256', kmsKey: undefined, cacheRule: undefined, scanFrequency: 'MANUAL' },
  ...{ policy: '{"Version":"2012-10-17"}', lifecyclePolicy: undefined },
  resourceTags: { team: 'web & co', a: '' },
};

const image: ImageRow = {
  ...imageRowOf('team/web', 'one', { tags: ['1.0.0', 'latest'], bytes: 12_345_678_901 }),
  ...{ pushedAt: new Date('2026-05-06T07:08:09.010Z'), lastPulledAt: new Date('2026-11-20') },
  ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', subject: digestOfName('two') },
  parents: [],
};

function fileOf<Name extends TableName>(table: Name, rows: readonly Rows[Name][]): Uint8Array {
  const file = createParquetFile(table);
  for (const row of rows) file.add(row);
  file.end();
  return file.take();
}

describe('what was written is read back', () => {
  test.each<[TableName, Rows[TableName]]>([
    ['images', image],
    ['repositories', repository],
    [
      'changes',
      {
        ...{ change: 'tag-moved', repository: 'team/web', tag: 'latest' },
        ...{ digest: digestOfName('two'), previousDigest: digestOfName('one') },
      },
    ],
  ])('a row of %s', async (table, row) => {
    const nothing = Object.fromEntries(columnsOf(table).map(({ key }) => [key, undefined]));
    const rows = [row, { ...nothing, repository: 'b' } as unknown as typeof row];
    const read = await Array.fromAsync(rowsOf(table, fileOf(table, rows as never[])));
    expect(read).toEqual(rows);
  });

  test('whatever names and tags there are, and images with a thousand tags', async () => {
    const text = fc.string({ unit: 'grapheme' });
    const images = fc.array(fc.record({ repository: text, tags: fc.array(text) }));
    await fc.assert(
      fc.asyncProperty(images, async (some) => {
        const rows = some.map((it) => imageRowOf('', '', it));
        const read = await Array.fromAsync(rowsOf('images', fileOf('images', rows)));
        expect(read).toEqual(rows);
      }),
      { numRuns: 50 },
    );
    const tags = Array.from({ length: 1000 }, (_, at) => `1.0.${at}`);
    const many = Array.from({ length: 50 }, (_, at) => imageRowOf('a', String(at), { tags }));
    expect(await Array.fromAsync(rowsOf('images', fileOf('images', many)))).toEqual(many);
  });

  test('only the members that are asked for', async () => {
    const read = rowsOf('images', fileOf('images', [image]), ['digest', 'tags']);
    const { digest, tags } = image;
    expect(await Array.fromAsync(read)).toEqual([{ digest, tags }]);
  });
});

describe('another reader, DuckDB,', () => {
  beforeEach(requireDuckDb);

  const types = {
    string: 'VARCHAR',
    bigint: 'BIGINT',
    boolean: 'BOOLEAN',
    timestamp: 'TIMESTAMP',
    'array<string>': 'VARCHAR[]',
    'map<string,string>': 'MAP(VARCHAR, VARCHAR)',
  } as const;

  async function askOf(sql: (file: string) => string, table: TableName, rows: never[]) {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const folder = await temporaryFolder();
    const file = join(folder, 'a.parquet');
    writeFileSync(file, fileOf(table, rows));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    return (await connection.runAndReadAll(sql(`'${file}'`))).getRowObjectsJson();
  }

  test.each<TableName>(['images', 'repositories', 'changes', 'acts', 'deletions'])(
    'finds the columns of %s, with their types, in a file without rows too',
    async (table) => {
      const described = await askOf((file) => `DESCRIBE SELECT * FROM ${file}`, table, []);
      expect(described.map((it) => [it.column_name, it.column_type])).toEqual(
        columnsOf(table).map(({ name, type }) => [name, types[type]]),
      );
    },
  );

  test('reads the same values', async () => {
    const images = await askOf((file) => `SELECT * FROM ${file}`, 'images', [image] as never[]);
    expect(images).toMatchObject([
      {
        ...{ repository: 'team/web', digest: image.digest, tags: ['1.0.0', 'latest'] },
        ...{ bytes: '12345678901', pushed_at: '2026-05-06 07:08:09.01', artifact_type: null },
        ...{ subject: image.subject, parents: [] },
      },
    ]);
    const repositories = await askOf(
      (file) => `SELECT bytes, created_at, resource_tags['team'] AS team FROM ${file}`,
      'repositories',
      [repository] as never[],
    );
    expect(repositories).toEqual([
      { bytes: String(2 ** 52), created_at: '2026-01-02 03:04:05.678', team: 'web & co' },
    ]);
  });
});

describe('files of a slice', () => {
  const rows = Array.from({ length: 25 }, (_, at) => imageRowOf(`r${at >> 2}`, String(at)));

  async function write() {
    const store = memoryStore();
    const writer = createPartWriter({ store, partition, slice: 3 }, 'images', 10);
    for (const row of rows) await writer.add(row);
    return { store, parts: await writer.end() };
  }

  test('are cut by the number of rows, and say which repositories are in them', async () => {
    const { store, parts } = await write();
    const folder = 'images/date=2026-11-21/account=123456789012/region=eu-west-1';
    expect(parts).toEqual([
      {
        table: 'images',
        key: `${folder}/part-00003-000.parquet`,
        rows: 10,
        first: 'r0',
        last: 'r2',
      },
      {
        table: 'images',
        key: `${folder}/part-00003-001.parquet`,
        rows: 10,
        first: 'r2',
        last: 'r4',
      },
      {
        table: 'images',
        key: `${folder}/part-00003-002.parquet`,
        rows: 5,
        first: 'r5',
        last: 'r6',
      },
    ]);
    expect([...store.files.keys()]).toEqual(parts.map(({ key }) => key));
    const bytes = [...store.files.values()];
    const read = await Promise.all(bytes.map((it) => Array.fromAsync(rowsOf('images', it))));
    expect(read.flat()).toEqual(rows);
  });

  test('are the same, bit for bit, when the slice runs again', async () => {
    const [first, second] = [await write(), await write()];
    expect(second.store.files).toEqual(first.store.files);
  });

  test('are none where there are no rows', async () => {
    const store = memoryStore();
    expect(await writeParts({ store, partition, slice: 0 }, 'changes', [])).toEqual([]);
    expect(store.files.size).toBe(0);
  });
});

describe('an image takes at most 80 bytes', () => {
  test('of a made-up registry', () => {
    const rows = Array.from({ length: 20_000 }, (_, at) =>
      imageRowOf(`team-${at % 7}/service-${at >> 8}`, String(at), {
        tags: at % 3 === 0 ? [] : [`1.${at % 17}.${at}`, digestOfName(`c${at}`).slice(7, 47)],
        bytes: 20_000_000 + ((at * 7_919_333) % 300_000_000),
        pushedAt: new Date(1_750_000_000_000 + ((at * 48_271_981) % 30_000_000_000)),
        lastPulledAt: at % 2 ? undefined : new Date(Date.UTC(2026, at % 10, 1 + (at % 28))),
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        artifactType: 'application/vnd.docker.container.image.v1+json',
      }),
    );
    expect(fileOf('images', rows).byteLength / rows.length).toBeLessThan(80);
  });

  const official = '../shared/data/docker-official.snapshot.json';

  test('of the Docker official images', (context) => {
    if (!existsSync(official)) context.skip(`${official} is not here`);
    const { imageDetails } = parseSnapshot(readFileSync(official, 'utf8'));
    const rows = imageDetails.map((it) =>
      imageRowOf(it.repositoryName, '', {
        ...{ digest: it.imageDigest, tags: it.imageTags ?? [], bytes: it.imageSizeInBytes },
        ...{ pushedAt: new Date(it.imagePushedAt ?? 0), mediaType: it.imageManifestMediaType },
        artifactType: it.artifactMediaType,
      }),
    );
    expect(fileOf('images', rows).byteLength / rows.length).toBeLessThan(80);
  });
});
