import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../local/lambda/bundle.ts';
import { readService } from '../local/stack/service.ts';
import { importMs, kilobytes, median } from './measure.ts';

/**
 * The cold start of a function: the size of its bundle and the time to import it, compared with a bare handler that
 * creates the same SDK clients and does nothing else. Both are bundled with the same options and imported in turn,
 * each time in a new process, so that other load on the machine affects both. `npm run bench -- cold-start push scan`
 * measures only these.
 */

const RUNS = 21;
const directory = fileURLToPath(new URL('..', import.meta.url));
const where = { directory, stage: 'bench', region: 'eu-west-1', accountId: '123456789012' };

const service = await readService(where);
const all = Object.keys(service.configuration.functions as object);
const asked = process.argv.slice(3);
const unknown = asked.find((name) => !all.includes(name));
if (unknown !== undefined) throw new Error(`there is no function ${unknown}`);
const names = asked.length > 0 ? asked : all;
const functions = names.flatMap((name) => [
  { name, handler: `functions/${name}.handler` },
  { name: `bare ${name}`, handler: `bench/bare/${name}.handler` },
]);
const bundles = await bundleFunctions({ ...service, functions });

console.table(names.map((name) => compare(name, `bare ${name}`)));
const [first] = bundles.values();
if (first) await rm(dirname(dirname(first.file)), { recursive: true });

function compare(name: string, bareName: string) {
  const [ours, theirs] = [bundleOf(name), bundleOf(bareName)];
  const times = Array.from({ length: RUNS + 1 }, () => [
    importMs(ours.file),
    importMs(theirs.file),
  ]);
  // The first pair warms the disk cache and is not counted.
  const [oursMs, theirsMs] = [0, 1].map((side) => median(times.slice(1).map((t) => t[side] ?? 0)));
  return {
    function: name,
    'bundle KB': kilobytes(ours.bytes),
    'bare KB': kilobytes(theirs.bytes),
    'size ratio': ratio(ours.bytes, theirs.bytes),
    'import ms': oursMs,
    'bare ms': theirsMs,
    'time ratio': ratio(oursMs, theirsMs),
  };
}

function bundleOf(name: string) {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new Error(`no bundle of ${name}`);
  return bundle;
}

function ratio(a = 0, b = 1): number {
  return Math.round((a / b) * 100) / 100;
}
