import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** What takes long is called `*.long.test.ts` and runs by vitest.long.config.ts. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    globalSetup: 'test/support/bundle-once.ts',
    // Bounds on a machine that others work on too: what is quick here takes ten times as long there.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 10 } },
    // Each test starts an AWS of its own: a fresh module graph per file would add a fifth to the time.
    isolate: false,
    // vitest leaves one core to itself, and a worker waits now and then: for what it has sent and what it has started.
    maxWorkers: Math.max(2, availableParallelism()),
    // CI counts from the report what passed, failed and was skipped.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.vitest/report.json' }]]
      : ['default'],
  },
});
