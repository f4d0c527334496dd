import type { Mutant } from './mutant.ts';
import { isTimeout } from './runner.ts';
import type { SeenByTest } from './seen.ts';
import { ownTests } from './tests.ts';
import type { WarmTests } from './warm.ts';

/** Tests that take longer, in milliseconds, are left out: a mutant would run them too often. */
const LONG = 8_000;

/** Says of each mutant of one folder whether the folder's own tests notice it. */
export async function createJudge(
  warm: WarmTests,
  folder: string,
  mutants: readonly Mutant[],
): Promise<(mutant: Mutant) => Promise<boolean>> {
  const tests = ownTests(folder);
  if (tests.length === 0) return async () => false;
  const ran = await warm.look(tests, mutants);
  const broken = ran.find(({ failure }) => failure !== undefined && !isTimeout(failure));
  if (broken) throw new Error(`Fails without a mutant: ${broken.file}: ${broken.failure}`);
  const quick = ran.filter(({ milliseconds }) => milliseconds < LONG);
  const [any] = mutants;
  // What changes nothing has to pass: else all that is noticed would say nothing.
  const [failure] = any ? await warm.failures({ ...any, to: any.from }, byFile(quick)) : [];
  if (failure !== undefined) {
    throw new Error(`The quick tests of ${folder} fail when they run again: ${failure}`);
  }
  return async (mutant) => {
    const place = mutants.indexOf(mutant);
    const seeing = quick.filter(({ places }) => places.includes(place));
    const inTests = ran.some(({ places }) => places.includes(place));
    // Any test may notice what is evaluated as a module is loaded.
    const chosen = inTests && !mutant.atLoad ? seeing : quick;
    return chosen.length > 0 && (await warm.failures(mutant, byFile(chosen))).length > 0;
  };
}

/** The quickest file first: its failure ends the run. */
function byFile(tests: readonly SeenByTest[]): Map<string, string[]> {
  const files = Map.groupBy(tests, ({ file }) => file);
  const time = (seen: readonly SeenByTest[]) =>
    seen.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return new Map(
    [...files]
      .sort(([, one], [, other]) => time(one) - time(other))
      .map(([file, seen]) => [file, seen.map(({ test }) => test)]),
  );
}
