import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['mutants/main.ts', ...args]).catch((error) => error);

test('mutants of a file are tried, and its tests notice them', { timeout: 300_000 }, async () => {
  const { stdout, code = 0 } = await run('shared/unknown/shape.ts', '--sample', '3');
  expect(stdout).toMatch(/shared\/unknown +3 +3 +0 +0 +0 +100\.0 %/);
  expect(code).toBe(0);
});

test.each([
  [['shared/nowhere'], 'No mutants in shared/nowhere'],
  [['--sample', 'many'], '--sample is a number'],
  [['--minutes', 'soon'], '--minutes is a number'],
])('%j is refused', async (args, message) => {
  const { stderr, code } = await run(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(1);
});
