/**
 * `npm run mutants [-- FOLDER-OR-FILE…] [--sample N] [--seed S] [--minutes M] [--others] [--json FILE]`: changes
 * one small thing in `shared/` after the other and asks whether a test notices: the quick tests that mirror its
 * folder, and with `--others` those of functions and commands as well. The order is random, but the same for a
 * seed (default 1); after M minutes (default 30) the rest is not tried. Exit code 1: fewer than 90 % of those that
 * can be noticed were, or a line of `explained.tsv` is stale.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explains, parseExplained, stale } from './explained.ts';
import { createJudge } from './folder.ts';
import { mutantsOf } from './make.ts';
import { folderOf, type Mutant, print } from './mutant.ts';
import { OtherTests } from './others.ts';
import { noticed, type Outcome, type Result, table } from './results.ts';
import { shuffled } from './sample.ts';
import { runTemplateMutants } from './template/main.ts';
import { record } from './template/record.ts';
import { WarmTests } from './warm.ts';

/** The share that has to be noticed. */
const WANTED = 0.9;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    others: { type: 'boolean', default: false },
    json: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});

if (positionals[0] === 'template') {
  const { sample } = values;
  if (values.record) await record();
  const perKind = sample === undefined ? {} : { perKind: numberOf('sample', sample) };
  process.exit((await runTemplateMutants(perKind)).failed ? 1 : 0);
}

const until = Date.now() + numberOf('minutes', values.minutes) * 60_000;
const explained = parseExplained(readFileSync(join(import.meta.dirname, 'explained.tsv'), 'utf8'));
const all = globSync('shared/**/*.ts')
  .filter((file) => !file.endsWith('.d.ts'))
  .sort()
  .flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
const asked = positionals.length === 0 ? ['shared'] : positionals;
const within = all.filter(({ file }) =>
  asked.some((path) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`)),
);
if (within.length === 0) throw new Error(`No mutants in ${asked.join(', ')}`);
const most = values.sample === undefined ? within.length : numberOf('sample', values.sample);
const chosen = shuffled(within, numberOf('seed', values.seed)).slice(0, most);

const results: Result[] = [];
const warm = new WarmTests();
const others = values.others ? await OtherTests.prepare() : undefined;
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => warm.close());
for (const [folder, mutants] of Map.groupBy(chosen, folderOf)) await tryFolder(folder, mutants);
warm.close();
await others?.remove();

console.log(`\n${table(results)}`);
const untried = chosen.length - results.length;
if (untried > 0) console.log(`${untried} not tried: ${values.minutes} minutes were over`);
if (results.length === 0) process.exitCode = 1;
const outdated = stale(explained, all);
for (const { file, at } of outdated) console.log(`stale, remove its line: ${file}  ${at}`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results, null, 2));
if (outdated.length > 0 || noticed(results) < WANTED) process.exitCode = 1;

function numberOf(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${option} is a number, such as 30, not ${text}`);
  return Number(text);
}

async function tryFolder(folder: string, mutants: readonly Mutant[]): Promise<void> {
  if (Date.now() > until) return;
  const judge = await createJudge(warm, folder, mutants);
  for (const mutant of mutants) {
    if (Date.now() > until) return;
    const outcome = await judgeOne(mutant, judge);
    results.push({ mutant, outcome });
    if (outcome === 'survived') console.log(`survived  ${print(mutant)}`);
  }
}

async function judgeOne(
  mutant: Mutant,
  judge: (mutant: Mutant) => Promise<boolean>,
): Promise<Outcome> {
  const isExplained = explained.some((explanation) => explains(explanation, mutant));
  if (await judge(mutant)) return noticedBy('own tests', isExplained, mutant);
  if (isExplained) return 'explained';
  return (await others?.notice(mutant)) ? 'other tests' : 'survived';
}

function noticedBy(outcome: Outcome, isExplained: boolean, mutant: Mutant): Outcome {
  if (isExplained) {
    console.log(`noticed although explained, remove its line: ${print(mutant)}`);
    process.exitCode = 1;
  }
  return outcome;
}
