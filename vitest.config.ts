import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/bundle-once.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each test starts an AWS of its own: a fresh module graph per file would add a fifth to the time.
    isolate: false,
    // Much of the time is waiting for child processes: one worker more than vitest would take.
    maxWorkers: 3,
    // CI counts from the report what passed, failed and was skipped.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.vitest/report.json' }]]
      : ['default'],
  },
});
