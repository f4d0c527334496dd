import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAccount } from './account.ts';
import { folder, startCli } from './run.ts';

test('Ctrl-C leaves no half of a file, keeps what was there, and says so', async () => {
  await using account = await startAccount();
  // Every answer waits, so the command is in the middle of its work.
  account.aws.faults.set([{ operations: ['ecr:DescribeRepositories'], latencyMs: 60_000 }]);
  const place = mkdtempSync(join(folder, 'interrupt-'));
  const file = join(place, 'images.csv');
  writeFileSync(file, 'of yesterday');
  const child = startCli(['inventory', '--format', 'csv', '--output', file], { env: account.env });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  await expect.poll(() => existsSync(`${file}.part`), { timeout: 30_000 }).toBe(true);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(130);
  expect(stderr).toContain(`Interrupted: ${file} was not written.`);
  expect(readdirSync(place)).toEqual(['images.csv']);
});
