#!/usr/bin/env node
// Runs queries on a copy of the inventory on this machine:
//   node queries/run.ts FOLDER queries/largest-repositories.sql
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Opens a copy of the bucket, with a view for each table that has files. */
export async function openInventory(folder: string): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('SET file_search_path = $1', [resolve(folder)]);
  await connection.run("SET TimeZone = 'UTC'");
  const views = readFileSync(join(import.meta.dirname, 'duckdb.sql'), 'utf8').split(';');
  for (const view of views.filter((text) => text.trim() !== '')) {
    await connection.run(view).catch((error: Error) => {
      if (!error.message.includes('No files found')) throw error;
      stderr.write(`${/CREATE VIEW (\w+)/.exec(view)?.[1]}: no files yet\n`);
    });
  }
  return connection;
}

export type Answer = Record<string, unknown>[];

export async function ask(connection: DuckDBConnection, sql: string): Promise<Answer> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/** As a table of Markdown. */
function print(answer: Answer): void {
  const head = Object.keys(answer[0] ?? { 'no rows': '' });
  const rows = answer.map((row) => head.map((column) => String(row[column] ?? '')));
  for (const line of [head, head.map(() => '---'), ...rows]) {
    stdout.write(`| ${line.join(' | ')} |\n`);
  }
}

if (import.meta.main) {
  const [folder = '.', ...files] = argv.slice(2);
  const connection = await openInventory(folder);
  for (const file of files) print(await ask(connection, readFileSync(file, 'utf8')));
}
