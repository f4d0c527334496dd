import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/bundle-once.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each test starts its own local AWS: a fresh module graph per file would take a fifth longer.
    isolate: false,
    // Tests mostly wait for child processes: one worker more than vitest's default.
    maxWorkers: 3,
    // CI reads from the report how many tests passed, failed and were skipped.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.vitest/report.json' }]]
      : ['default'],
  },
});
