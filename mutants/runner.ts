import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  createVitest,
  parseAst,
  type TestModule,
  type TestSpecification,
  type Vitest,
} from 'vitest/node';
import { applied, type Mutant } from './mutant.ts';
import type { SeenByTest } from './seen.ts';

/** Longer than any quick test; what a mutant makes wait for ever fails after it. */
const TEST_TIMEOUT = 30_000;

/** As vitest words it. */
export const isTimeout = (failure: string): boolean => /timed out in \d+ms/.test(failure);

type Code = (file: string, text: string) => string;

/** vitest kept warm: the same process runs mutant after mutant. */
export class Runner {
  readonly #vitest: Vitest;
  readonly #code: { current: Code };

  private constructor(vitest: Vitest, code: { current: Code }) {
    this.#vitest = vitest;
    this.#code = code;
  }

  static async start(root: string): Promise<Runner> {
    const code: { current: Code } = { current: (_, text) => text };
    const plugin = {
      name: 'mutants',
      enforce: 'pre' as const,
      transform: (text: string, id: string) => code.current(id, text),
    };
    const vitest = await createVitest(
      {
        root,
        config: false,
        watch: false,
        isolate: false,
        maxWorkers: 1,
        silent: true,
        // It would answer with the code of the mutant before.
        fsModuleCache: false,
        include: ['test/shared/**/*.test.ts'],
        setupFiles: [join(import.meta.dirname, 'seen.ts')],
        testTimeout: TEST_TIMEOUT,
        hookTimeout: TEST_TIMEOUT,
        reporters: [{}],
      },
      { plugins: [plugin] },
    );
    return new Runner(vitest, code);
  }

  /** Runs the tests as they are; which test evaluates which of the mutants' places, by their index. */
  async look(tests: readonly string[], mutants: readonly Mutant[]): Promise<SeenByTest[]> {
    const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
    const file = join(folder, 'seen');
    this.#vitest.provide('seenIn', file);
    try {
      await this.#run(
        (id, text) => withPlaces(id, text, mutants),
        mutants,
        0,
        () => tests.map((test) => this.#specification(test)),
      );
      const written = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
      return written.map((line) => JSON.parse(line));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * Runs the tests with the mutant in place, until one fails.
   *
   * @returns its messages; none where nothing failed, or only as the machine is slow: what times out with the mutant
   * has to pass without it.
   */
  async failures(
    mutant: Mutant,
    tests: ReadonlyMap<string, readonly string[]>,
  ): Promise<readonly string[]> {
    this.#vitest.provide('seenIn', '');
    const file = resolve(mutant.file);
    // Of what is no TypeScript any test would complain.
    parseAst(applied(await readFile(file, 'utf8'), mutant), { lang: 'ts' });
    const code: Code = (id, text) => (id === file ? applied(text, mutant) : text);
    const specifications = () =>
      [...tests].map(([path, testIds]) => this.#specification(path, testIds));
    const failures = await this.#run(code, [mutant], 1, specifications);
    if (failures.length === 0 || failures.some((failure) => !isTimeout(failure))) return failures;
    const unchanged = await this.#run((_, text) => text, [mutant], 1, specifications);
    return unchanged.length === 0 ? failures : [];
  }

  #specification(path: string, testIds?: readonly string[]): TestSpecification {
    const project = this.#vitest.getRootProject();
    return project.createSpecification(resolve(path), testIds && { testIds: [...testIds] });
  }

  async #run(
    code: Code,
    mutants: readonly Mutant[],
    bail: number,
    specifications: () => TestSpecification[],
  ): Promise<string[]> {
    const files = new Set(mutants.map(({ file }) => resolve(file)));
    const forget = () => {
      for (const file of files) this.#vitest.invalidateFile(file);
    };
    this.#code.current = code;
    this.#vitest.config.bail = bail;
    forget();
    const asked = specifications();
    const run = await this.#vitest.runTestSpecifications(asked);
    this.#code.current = (_, text) => text;
    forget();
    // vitest answers with all modules that it has ever run: a failure of the mutant before is none of this one.
    const modules = run.testModules.filter(({ moduleId }) =>
      asked.some((specification) => specification.moduleId === moduleId),
    );
    return [...run.unhandledErrors, ...modules.flatMap(errorsOf)].map(String);
  }
}

/** Of its tests, its hooks, and itself where it cannot be loaded. */
function errorsOf(module: TestModule): unknown[] {
  const suites = [module, ...module.children.allSuites()].flatMap((suite) => suite.errors());
  const tests = [...module.children.allTests('failed')].flatMap((test) => test.result().errors);
  return [...suites, ...(tests ?? [])].map((error) => error?.message);
}

/** The file with a call before each of its mutants' places; calls nest as the places do. */
function withPlaces(id: string, text: string, mutants: readonly Mutant[]): string {
  const insertions = mutants.flatMap(({ file, seen }, place) =>
    resolve(file) === id
      ? [
          { at: seen.start, inner: seen.end, text: `(__seen(${place}), ` },
          { at: seen.end, inner: Number.POSITIVE_INFINITY, text: ')' },
        ]
      : [],
  );
  // From the end of the file; at one offset, from the right: the narrowest place opens last.
  insertions.sort((one, other) => other.at - one.at || one.inner - other.inner);
  return insertions.reduce(
    (changed, { at, text: inserted }) => changed.slice(0, at) + inserted + changed.slice(at),
    text,
  );
}
