import { defineConfig, mergeConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/** What takes long, all of the commands once more, each as a process of its own, and properties with more runs. */
export default mergeConfig(
  { ...quick, test: { ...quick.test, include: [], exclude: [], reporters: [] } },
  defineConfig({
    test: {
      include: ['test/**/*.long.test.ts', 'test/cli/**/*.test.ts', 'test/**/*properties.test.ts'],
      exclude: ['node_modules/**'],
      env: { LONG_TESTS: 'true' },
      testTimeout: 600_000,
      hookTimeout: 600_000,
      // Much of the time is waiting for child processes: one worker more than vitest would take.
      maxWorkers: 3,
      reporters: process.env.CI
        ? ['default', ['json', { outputFile: '.vitest/long.json' }]]
        : ['default'],
    },
  }),
);
