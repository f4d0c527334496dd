import { globSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, openInventory } from '../../../../queries/run.ts';
import type { Summary } from '../../../../shared/inventory/summary/summary.ts';
import type { Inventory } from '../../../../shared/inventory/take.ts';
import { requireDuckDb } from '../../../support/duckdb.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { hasOfficial, jsonOf, officialFile, runCli, sampleFile } from '../../run.ts';

type Totals = Record<'repositories' | 'images' | 'untaggedImages' | 'tags' | 'bytes', number>;

const bySql = `
  SELECT count(*) AS repositories, sum(r.images) AS images, sum(r.untagged_images) AS "untaggedImages",
    sum(r.tags) AS tags, sum(r.bytes) AS bytes,
    (SELECT count(*) FROM images) AS rows, (SELECT sum(bytes) FROM images) AS row_bytes
  FROM repositories AS r`;

/** The figures that a page shows. */
function totalsOnPage(html: string): Record<string, number> {
  const shown = [...html.matchAll(/data-total="(\w+)" value="([\d.]+)"/g)];
  return Object.fromEntries(shown.map(([, name, value]) => [name ?? '', Number(value)]));
}

function picked({ repositories, images, untaggedImages, tags, bytes }: Totals): Totals {
  return { repositories, images, untaggedImages, tags, bytes };
}

/** Keeps an inventory in a folder; answers its totals by SQL, on the page, in the summary and by --json. */
async function totalsOf(registry: string) {
  const folder = await temporaryFolder({});
  const run = await runCli(['inventory', '--json', '--folder', folder, '--registry', registry]);
  const connection = await openInventory(folder);
  const [sql = {}] = await ask(connection, bySql);
  const numbers = Object.fromEntries(Object.entries(sql).map(([key, it]) => [key, Number(it)]));
  const fileOf = (pattern: string) => {
    const [file = ''] = globSync(join(folder, pattern));
    return readFileSync(file, 'utf8');
  };
  return {
    numbers,
    sql: picked(numbers as Totals),
    page: picked(totalsOnPage(fileOf('report/*/*/*/inventory.html')) as Totals),
    summary: picked(JSON.parse(fileOf('summary/*/*/*/inventory.json')) as Summary),
    json: picked(jsonOf<Inventory>(run)),
  };
}

describe('totals by SQL, on the page, in the summary and by --json are the same', () => {
  test('for the sample', async (context) => {
    requireDuckDb(context);
    const { numbers, sql, page, summary, json } = await totalsOf(sampleFile);
    expect(json).toMatchObject({ repositories: 12, images: 42, tags: 29 });
    expect([sql, page, summary]).toEqual([json, json, json]);
    expect(numbers).toMatchObject({ rows: json.images, row_bytes: json.bytes });
  });

  test('for the Docker official images', async (context) => {
    context.skip(!hasOfficial, `${officialFile} is not here`);
    requireDuckDb(context);
    const { numbers, sql, page, summary, json } = await totalsOf(officialFile);
    expect(json).toEqual({
      ...{ repositories: 137, images: 10_056, untaggedImages: 7_935, tags: 9_474 },
      bytes: 4_531_677_957_622,
    });
    expect([sql, page, summary]).toEqual([json, json, json]);
    expect(numbers).toMatchObject({ rows: json.images, row_bytes: json.bytes });
  });
});

test('--report writes a report and stores nothing', async () => {
  const folder = await temporaryFolder({});
  const file = join(folder, 'inventory.html');
  const args = ['inventory', '--report', file, '--registry', sampleFile];
  const { stdout, stderr, code } = await runCli(args);
  const page = await readFile(file, 'utf8');
  expect(totalsOnPage(page)).toMatchObject({ repositories: 12, images: 42, tags: 29 });
  expect(page).toContain('no earlier inventory to compare with');
  expect(stdout).toMatch(/^REPOSITORY .*\n(.*\n)*12 repositories .*\n$/);
  expect(await readdir(folder)).toEqual(['inventory.html']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

test('reports a folder that cannot be written, in one line', async () => {
  const folder = await temporaryFolder({});
  const file = join(folder, 'file');
  await writeFile(file, 'no folder');
  const args = ['inventory', '--folder', join(file, 'below'), '--registry', sampleFile];
  const { stdout, stderr, code } = await runCli(args);
  expect(stderr).toMatch(/^error: .*file\/below.*: not a directory\n$/);
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
});

test.each([
  [['--bucket', 'b', '--folder', 'f'], '--bucket and --folder exclude each other: give one'],
  [['--folder', 'f', '--format', 'csv'], 'have formats of their own'],
  [['platform/web', '--report', 'r.html'], 'leave out the repositories'],
])('%j gets one line', async (args, message) => {
  const { stderr, code } = await runCli(['inventory', ...args, '--registry', sampleFile]);
  expect(stderr).toMatch(/^error: .*\n$/);
  expect(stderr).toContain(message);
  expect(code).toBe(1);
});
