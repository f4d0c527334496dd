import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { applied, folderOf, type Mutant } from './mutant.ts';
import { otherTests } from './tests.ts';

const run = promisify(execFile);

/** What the tests of functions and commands may take for one mutant, in milliseconds. */
const TIMEOUT = 900_000;

/** The tests of functions and commands, which bundle what lies on disk: in a copy of the project. */
export class OtherTests {
  readonly #copy: string;
  readonly #sound = new Set<string>();

  private constructor(copy: string) {
    this.#copy = copy;
  }

  static async prepare(): Promise<OtherTests> {
    const copy = await mkdtemp(join(tmpdir(), 'mutants-copy-'));
    const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z']);
    for (const file of stdout.split('\0').filter((name) => name !== '')) {
      await mkdir(dirname(join(copy, file)), { recursive: true });
      await cp(file, join(copy, file));
    }
    await symlink(resolve('node_modules'), join(copy, 'node_modules'));
    return new OtherTests(copy);
  }

  async notice(mutant: Mutant): Promise<boolean> {
    const folder = folderOf(mutant);
    const tests = otherTests(folder);
    if (tests.length === 0) return false;
    if (!this.#sound.has(folder)) {
      if (!(await this.#passes(tests)))
        throw new Error(`Fail without a mutant: ${tests.join(' ')}`);
      this.#sound.add(folder);
    }
    const text = await readFile(mutant.file, 'utf8');
    const file = join(this.#copy, mutant.file);
    await writeFile(file, applied(text, mutant));
    const passes = await this.#passes(tests);
    await writeFile(file, text);
    return !passes;
  }

  async remove(): Promise<void> {
    await rm(this.#copy, { recursive: true, force: true });
  }

  async #passes(tests: readonly string[]): Promise<boolean> {
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    const options = { cwd: this.#copy, timeout: TIMEOUT, maxBuffer: 64 * 2 ** 20 };
    try {
      await run(process.execPath, [vitest, 'run', '--bail', '1', ...tests], options);
      return true;
    } catch {
      // Any exit but 0 is a failed test; that the tests pass without a mutant was seen before.
      return false;
    }
  }
}
