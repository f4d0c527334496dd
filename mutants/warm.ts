import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';
import type { SeenByTest } from './seen.ts';
import type { Answer, Task } from './worker.ts';

/** A mutant that runs this long, in milliseconds, is caught in a loop: that is noticed. */
const LOOP = 180_000;
/** What the tests of one folder may take as they are. */
const LOOK = 1_200_000;

/** One warm worker, started anew after a mutant that had to be killed. */
export class WarmTests {
  #worker: ChildProcess | undefined;

  async look(tests: readonly string[], mutants: readonly Mutant[]): Promise<readonly SeenByTest[]> {
    const answer = await this.#ask({ kind: 'look', tests, mutants }, LOOK);
    if (answer?.kind !== 'seen') throw new Error(`The tests do not run: ${JSON.stringify(answer)}`);
    return answer.seen;
  }

  /** `tests`: by path, the ids of the tests to run. */
  async failures(mutant: Mutant, tests: ReadonlyMap<string, string[]>): Promise<readonly string[]> {
    const answer = await this.#ask({ kind: 'try', mutant, tests: [...tests] }, LOOP);
    if (answer === undefined) return [`no end within ${LOOP / 1000} s`];
    if (answer.kind !== 'tried')
      throw new Error(`A mutant does not run: ${JSON.stringify(answer)}`);
    return answer.failures;
  }

  close(): void {
    const { pid } = this.#worker ?? {};
    this.#worker = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // It has ended before.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Undefined: no answer in time. */
  async #ask(task: Task, within: number): Promise<Answer | undefined> {
    const worker = this.#worker ?? (await this.#start());
    this.#worker = worker;
    worker.send(task);
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), within);
    try {
      const [answer] = await Promise.race([
        once(worker, 'message', over),
        once(worker, 'exit', over).then(() => [{ kind: 'failed', error: 'it ended' }]),
      ]);
      return answer;
    } catch (error) {
      if (!over.signal.aborted) throw error;
      this.close();
      return undefined;
    } finally {
      clearTimeout(timer);
      // The one that lost the race stops listening.
      over.abort();
    }
  }

  async #start(): Promise<ChildProcess> {
    // A group of its own: vitest's own workers end with it.
    const worker = fork(join(import.meta.dirname, 'worker.ts'), {
      detached: true,
      env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' },
    });
    await once(worker, 'message');
    return worker;
  }
}
