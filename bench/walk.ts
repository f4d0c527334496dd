import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBefore, takeBefore } from './walk/before.ts';
import {
  callRows,
  killedRow,
  ledgerRow,
  memoryRow,
  peerRows,
  type Row,
  wallRow,
} from './walk/rows.ts';
import {
  measureCalls,
  measureMemory,
  measurePeers,
  measureStanding,
  measureWall,
} from './walk/scenarios.ts';

/**
 * A night of all capabilities compared with its targets and with the scheduled runs that there were before the walk
 * (bench/walk/before.json): a table on stdout, every figure in bench/results/walk.json. `npm run bench -- walk` takes
 * three quarters of an hour; `-- walk calls standing` only these parts; `-- walk before`, with a commit without a walk,
 * writes before.json anew.
 */

const [first, ...rest] = process.argv.slice(3);
const figures: Record<string, unknown> = {};

/** What is measured, by name. */
const parts: Record<string, () => Promise<Row[]>> = {
  async calls() {
    const { calls } = await readBefore();
    return callRows(await keep('calls', measureCalls()), calls.figures);
  },
  async standing() {
    const { standing } = await readBefore();
    return [ledgerRow(await keep('standing', measureStanding()), standing.figures)];
  },
  async memory() {
    const { memory } = await readBefore();
    return [memoryRow(await keep('memory', measureMemory()), memory.figures)];
  },
  async peers() {
    return peerRows(await keep('peers', measurePeers()));
  },
  async wall() {
    const { wall } = await readBefore();
    const undisturbed = await keep('wall', measureWall({ killed: false }));
    const row = wallRow(undisturbed, wall.figures);
    if (!undisturbed.limited) return [row];
    const killed = await keep('killed', measureWall({ killed: true }));
    return [row, killedRow(killed, undisturbed)];
  },
};

if (first === 'before') await takeBefore(rest);
else await compare(first === undefined ? Object.keys(parts) : [first, ...rest]);

async function compare(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) {
    console.error(`there is no part ${unknown}: use some of ${Object.keys(parts).join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const rows: Row[] = [];
  for (const name of names) rows.push(...((await parts[name]?.()) ?? []));
  console.table(rows.map(({ reached, ...row }) => ({ ...row, reached: wordFor(reached) })));
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'walk.json');
  await writeFile(file, `${JSON.stringify({ measuredAt: new Date(), rows, figures }, null, 2)}\n`);
  console.log(`every figure: ${file}`);
}

async function keep<Measured>(name: string, measuring: Promise<Measured>): Promise<Measured> {
  const measured = await measuring;
  figures[name] = measured;
  return measured;
}

function wordFor(reached: boolean | undefined): string {
  if (reached === undefined) return 'skipped';
  return reached ? 'reached' : 'NOT reached';
}
