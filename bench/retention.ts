import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all, type Compared, compare } from './retention/compare.ts';

/**
 * What retention and ecrm, by the same words, would delete of the same account, and what cannot be pulled after they
 * did. The account has each kind of use; what an image is follows from how it was built. Every figure, and what was
 * lost, is in bench/results/retention.json.
 */

const compared = await compare({ plain: 20, largest: 1000 });
console.table(
  Object.entries(compared).map(([tool, it]) =>
    it ? rowOf(tool, it) : { tool, runs: 'not installed' },
  ),
);
for (const [tool, it] of Object.entries(compared)) {
  if (it && it.lost.length > 0) console.log(`${tool} has lost: ${it.lost.join(', ')}`);
}
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
const file = join(folder, 'retention.json');
await writeFile(file, `${JSON.stringify({ measuredAt: new Date(), compared }, null, 2)}\n`);
console.log(`every figure: ${file}`);

function rowOf(tool: string, { selected, deleted, lost, keptUnused, ...it }: Compared) {
  const { runs, standby, needed, pulled, unused } = selected;
  return {
    ...{ tool, 'would delete': all(selected), runs, standby, needed, pulled, unused },
    ...{ calls: all(it.planCalls), s: it.planSeconds },
    ...{ deleted: all(deleted), lost: lost.length, 'unused left': all(keptUnused) },
    ...{ 'calls to delete': all(it.actCalls), 's to delete': Number(it.actSeconds.toFixed(1)) },
  };
}
