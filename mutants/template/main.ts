import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageService } from '../../local/stack/template/packaged.ts';
import { checks } from '../../test/support/template/checks.ts';
import { place } from '../../test/support/template/roles.ts';
import type { Json, TemplateMutant } from './change.ts';
import { parseReasons, type Reason, reasonFor, unused } from './explained.ts';
import { judge, problem } from './judge.ts';
import { templateMutants } from './make.ts';
import { type Judged, noticedShare, table } from './table.ts';

/** The share that has to be noticed. */
const WANTED = 0.95;

/** How a run is chosen and shown. */
interface Options {
  /** At most so many of each kind; default all. */
  readonly perKind?: number;
  readonly print?: (line: string) => void;
}

/**
 * `npm run mutants -- template [--sample N]`: changes one small thing in the packaged template after the other and asks
 * whether a check of it notices (test/support/template). With a sample, N of each kind. Exit code 1: fewer than 95 % of
 * those that can be noticed were, or a line of `explained.tsv` fits none, or one that is noticed.
 */
export async function runTemplateMutants({ perKind, print = console.log }: Options = {}) {
  const { template } = await packageService({ directory: '.', stage: 'local', ...place });
  // It was parsed from JSON.
  const own = template as unknown as Json;
  const wrong = problem(template, checks);
  // Else all that is noticed would say nothing.
  if (wrong !== undefined) throw new Error(`The template itself: ${wrong}`);
  const file = join(import.meta.dirname, 'explained.tsv');
  const reasons = parseReasons(readFileSync(file, 'utf8'));
  const all = templateMutants(own).filter(isOurs);
  const results = sample(all, perKind).map((mutant) => judgeOne(own, mutant, reasons, print));
  print(`\n${table(results)}`);
  const stale = [...unused(reasons, all), ...needless(results, reasons)];
  for (const { at } of stale) print(`stale, remove its line: ${at}`);
  return { results, failed: stale.length > 0 || noticedShare(results) < WANTED };
}

/** The bucket that the framework deploys from is its own, and not in dist/template.json. */
function isOurs({ path }: TemplateMutant): boolean {
  return !String(path[1]).startsWith('ServerlessDeploymentBucket');
}

/** The same ones in each run: those that come first, in the middle, last. */
function sample(all: readonly TemplateMutant[], perKind = Number.POSITIVE_INFINITY) {
  const byKind = Map.groupBy(all, ({ kind }) => kind);
  return [...byKind.values()].flatMap((mutants) => {
    const step = Math.max(1, mutants.length / perKind);
    const count = Math.min(mutants.length, perKind);
    return Array.from({ length: count }, (_, at) => mutants[Math.floor(at * step)]).filter(
      (it) => it !== undefined,
    );
  });
}

function judgeOne(
  template: Json,
  mutant: TemplateMutant,
  reasons: readonly Reason[],
  print: (line: string) => void,
): Judged {
  const problem = judge(template, mutant, checks);
  if (problem !== undefined) return { mutant, outcome: 'noticed', problem };
  if (reasonFor(mutant, reasons)) return { mutant, outcome: 'explained' };
  print(`survived  ${mutant.kind}: ${mutant.at}`);
  return { mutant, outcome: 'survived' };
}

function needless(results: readonly Judged[], reasons: readonly Reason[]): Reason[] {
  const noticed = results.filter(({ outcome }) => outcome === 'noticed');
  return noticed.flatMap(({ mutant }) => {
    const reason = reasonFor(mutant, reasons);
    return reason && !reason.at.includes('*') ? [reason] : [];
  });
}
