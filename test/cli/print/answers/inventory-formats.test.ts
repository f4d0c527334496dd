import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { encoders } from '../../../../cli/print/answers/inventory-formats.ts';
import { columnsOf } from '../../../../shared/inventory/parquet/tables.ts';
import type { Inventory } from '../../../../shared/inventory/take.ts';
import { duckDbProblem, requireDuckDb } from '../../../support/duckdb.ts';
import { imageRowOf } from '../../../support/image-rows.ts';
import { startAccount } from '../../account.ts';
import {
  folder,
  hasOfficial,
  jsonOf,
  officialFile,
  type Run,
  runCli,
  sampleFile,
  sampleSnapshot,
} from '../../run.ts';

const columns = columnsOf('images').map(({ name }) => name);

async function query(sql: string) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  return (await connection.runAndReadAll(sql)).getRowObjectsJson()[0];
}

/** Writes an inventory as Parquet; answers its totals by SQL, and those of --json. */
async function totalsOf(registry: string) {
  const file = join(folder, `${registry.length}.parquet`);
  const args = ['inventory', '--registry', registry];
  const [json, run] = await Promise.all([
    runCli([...args, '--json']),
    runCli([...args, '--format', 'parquet', '--output', file]),
  ]);
  expect(run).toEqual({ stdout: '', stderr: '', code: 0 });
  const sql = await query(`SELECT count(DISTINCT repository) AS repositories, count(*) AS images,
    count(*) FILTER (WHERE len(tags) > 0) AS "taggedImages", sum(len(tags)) AS tags,
    sum(bytes) AS bytes FROM '${file}'`);
  const numbers = Object.entries(sql ?? {}).map(([name, value]) => [name, Number(value)]);
  return { sql: Object.fromEntries(numbers), json: jsonOf<Inventory>(json) };
}

describe('totals from Parquet by SQL are those of --json', () => {
  beforeEach(requireDuckDb);

  test('for the sample', async () => {
    const { sql, json } = await totalsOf(sampleFile);
    expect(sql).toEqual({
      repositories: 12,
      images: 42,
      taggedImages: 26,
      tags: 29,
      bytes: json.bytes,
    });
    expect(json).toMatchObject(sql);
  });

  test('for the Docker official images', async (context) => {
    context.skip(!hasOfficial, `${officialFile} is not here`);
    const { sql, json } = await totalsOf(officialFile);
    expect(sql).toMatchObject({ images: 10_056, tags: 9_474, bytes: 4_531_677_957_622 });
    expect(json).toMatchObject(sql);
  });
});

describe('a line for each image', () => {
  test('as ndjson and csv, with the columns of the table, in a pipe', async () => {
    const args = ['inventory', 'platform/web', 'team-a/payments', '--registry', sampleFile];
    const [ndjson, csv] = (await Promise.all(
      ['ndjson', 'csv'].map((format) => runCli([...args, '--format', format])),
    )) as [Run, Run];
    const images = ndjson.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(images).toHaveLength(7);
    expect(images.map((image) => Object.keys(image))).toEqual(images.map(() => columns));
    expect(images.find(({ tags }) => tags.includes('latest'))).toMatchObject({
      ...{ repository: 'team-a/payments', tags: ['2026.11.2', 'latest'], bytes: 97_018_465 },
      ...{ pushed_at: '2026-11-02T10:30:00.000Z', subject: null },
    });
    const [titles, ...lines] = csv.stdout.trimEnd().split('\r\n');
    expect(titles).toBe(columns.join(','));
    expect(lines).toHaveLength(7);
    const cells = lines.map((line) => line.split(','));
    expect(cells.map(([repository, digest]) => [repository, digest])).toEqual(
      images.map(({ repository, digest }) => [repository, digest]),
    );
    expect(lines).toContainEqual(expect.stringMatching(/,2026\.11\.2 latest,97018465,/));
    expect([ndjson.stderr, csv.stderr, ndjson.code, csv.code]).toEqual(['', '', 0, 0]);
  });

  test('csv has its titles where there is no image', async () => {
    expect(encoders.csv().end()).toBe(`${columns.join(',')}\r\n`);
  });

  test('of what a pusher wrote, no cell is a formula, a further line or a column', () => {
    const hostile = [
      '=cmd|"/c calc"!A1',
      '+1,2',
      '-1',
      '@SUM(A1)',
      '\t=1',
      'a\r\nb',
      '＝1',
      '\u009b2J',
    ];
    const encoder = encoders.csv();
    const text = String(encoder.rows(hostile.map((it) => imageRowOf('a', it, { mediaType: it }))));
    const lines = text.trimEnd().split('\r\n').slice(1);
    const media = lines.map((line) => line.split(',,,')[1]?.replace(/,,ACTIVE.*/, ''));
    expect(media).toEqual([
      ...['"\'=cmd|""/c calc""!A1"', '"\'+1,2"', "'-1", "'@SUM(A1)", "'\\u0009=1"],
      ...['a\\u000d\\u000ab', "'＝1", '\\u009b2J'],
    ]);
    const json = encoders.ndjson().rows([imageRowOf('a', 'x', { mediaType: '\u009b2J\n' })]);
    expect(String(json)).toMatch(/"\\u009b2J\\n"/);
  });

  test('csv is what another reader reads', async (context) => {
    if (duckDbProblem !== undefined) requireDuckDb(context);
    const encoder = encoders.csv();
    const rows = [imageRowOf('a,"b', '1', { mediaType: 'x "y", z' }), imageRowOf('c', '2')];
    const file = join(folder, 'quoted.csv');
    writeFileSync(file, `${encoder.rows(rows)}${encoder.end()}`);
    expect(await query(`SELECT repository, media_type, bytes FROM '${file}'`)).toEqual({
      ...{ repository: 'a,"b', media_type: 'x "y", z', bytes: '1000' },
    });
  });
});

describe('when it goes wrong', () => {
  test('a repository that fails is named, the others are in the file', async () => {
    const fault = { operations: ['ecr:DescribeImages'], times: 1, error: 'AccessDeniedException' };
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults: [fault] });
    const file = join(folder, 'partial.csv');
    const args = ['inventory', '--format', 'csv', '--output', file];
    const { stdout, stderr, code } = await runCli(args, { env: account.env });
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    const [, failed = ''] =
      /^error: (\S+) could not be read: .*DescribeImages.*\n$/.exec(stderr) ?? [];
    const names = sampleSnapshot().repositories.map(({ repositoryName }) => repositoryName);
    expect(names).toContain(failed);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n').slice(1);
    const read = new Set(lines.map((line) => line.split(',')[0]));
    expect([...read].sort()).toEqual(names.filter((name) => name !== failed).sort());
  });

  test('what was in the file stays when nothing can be read', async () => {
    const fault = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults: [fault] });
    const file = join(folder, 'yesterday.ndjson');
    writeFileSync(file, 'yesterday\n');
    const args = ['inventory', '--format', 'ndjson', '--output', file];
    const { stderr, code } = await runCli(args, { env: account.env });
    expect(stderr).toMatch(/^error: no repository could be read.*\n$/);
    expect([code, readFileSync(file, 'utf8'), existsSync(`${file}.part`)]).toEqual([
      ...[1, 'yesterday\n', false],
    ]);
  });

  test.each([
    [['--json', '--format', 'csv'], /--json and --format csv exclude each other: give one/],
    [['--output', 'x.txt'], /--output needs json, ndjson, csv or parquet/],
    [['--format', 'xml'], /Allowed choices are table, json, ndjson, csv, parquet/],
    [
      ['--format', 'csv', '--output', join(folder, 'nowhere', 'x.csv')],
      /cannot write .*x\.csv: no such file/,
    ],
  ])('%j gets one line', async (args, message) => {
    const run = await runCli(['inventory', ...args, '--registry', sampleFile]);
    expect(run).toMatchObject({ stdout: '', code: 1, stderr: expect.stringMatching(message) });
    expect(run.stderr.trimEnd()).not.toContain('\n');
    expect(readdirSync(folder).filter((name) => /x\.(txt|csv)/.test(name))).toEqual([]);
  });
});
