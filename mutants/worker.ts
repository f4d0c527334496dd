/** A process of its own that runs mutants: one that never ends can be killed from outside. */
import type { Mutant } from './mutant.ts';
import { Runner } from './runner.ts';
import type { SeenByTest } from './seen.ts';

export type Task =
  | {
      readonly kind: 'look';
      readonly tests: readonly string[];
      readonly mutants: readonly Mutant[];
    }
  | { readonly kind: 'try'; readonly mutant: Mutant; readonly tests: [string, string[]][] };

export type Answer =
  | { readonly kind: 'seen'; readonly seen: readonly SeenByTest[] }
  | { readonly kind: 'tried'; readonly failures: readonly string[] }
  | { readonly kind: 'failed'; readonly error: string };

const runner = await Runner.start(process.cwd());

process.on('message', async (task: Task) => {
  process.send?.(await answer(task).catch((error) => ({ kind: 'failed', error: String(error) })));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function answer(task: Task): Promise<Answer> {
  if (task.kind === 'look')
    return { kind: 'seen', seen: await runner.look(task.tests, task.mutants) };
  return { kind: 'tried', failures: await runner.failures(task.mutant, new Map(task.tests)) };
}
