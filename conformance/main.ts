/**
 * `npm run conformance [-- SUITE…] [--moto FOLDER] [--floci FOLDER] [--report FILE]`: runs external test suites
 * against the local AWS. Each is fetched on first use, into `.tools`. Exit code 1: a test failed that is not listed
 * in `expected/SUITE.tsv`, which has the expected failures with their reasons, or a listed test passed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startEndpoint } from './endpoint.ts';
import { type Comparison, compare, parseExpected } from './outcome.ts';
import { type Folders, type Suite, suites } from './suites.ts';
import { NotAvailableError } from './tools.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { moto: { type: 'string' }, floci: { type: 'string' }, report: { type: 'string' } },
});
const folders: Folders = {
  moto: values.moto && resolve(values.moto),
  floci: values.floci && resolve(values.floci),
};
const chosen = suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const results: Comparison[] = [];
for (const suite of chosen) {
  const result = await runSuite(suite);
  if (result !== undefined) results.push(result);
}
const total = (count: (result: Comparison) => number) =>
  results.reduce((sum, result) => sum + count(result), 0);
const counts = {
  passed: total(({ passed, expected }) => passed + expected.length),
  failed: total(({ unexpected, stale }) => unexpected.length + stale.length),
};
if (values.report !== undefined) await writeFile(values.report, JSON.stringify(counts));
if (counts.failed > 0) process.exitCode = 1;

async function runSuite({ name, run }: Suite): Promise<Comparison | undefined> {
  const table = await readFile(join(import.meta.dirname, 'expected', `${name}.tsv`), 'utf8');
  const endpoint = await startEndpoint({ region: 'us-east-1' });
  try {
    const result = compare(await run(endpoint, folders), parseExpected(table));
    print(name, result);
    return result;
  } catch (error) {
    if (!(error instanceof NotAvailableError)) throw error;
    console.log(`${name}: not run: ${error.message}`);
    return undefined;
  } finally {
    await endpoint.close();
  }
}

function print(name: string, { passed, expected, skipped, unexpected, stale }: Comparison): void {
  console.log(
    `${name}: ${passed} passed, ${expected.length} failed as expected, ${skipped.length} skipped, ` +
      `${unexpected.length} failed`,
  );
  for (const { name: test, why } of unexpected) console.log(`  failed  ${test}: ${why}`);
  for (const { name: test } of stale) console.log(`  passes, remove its line  ${test}`);
}
