import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageService } from '../../local/stack/template/packaged.ts';
import { condensed, lineOf, RECORD, recordedRequests } from '../../test/support/template/record.ts';
import { place } from '../../test/support/template/roles.ts';

const runs = [[], ['--config', 'vitest.long.config.ts']];

/**
 * `npm run mutants -- template --record`: runs all tests of functions, which takes a quarter of an hour, and keeps what
 * functions ask of IAM in them. A test that fails for another reason than a record that is too old fails here, too.
 */
export async function record(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'requests-'));
  const file = join(folder, 'requests.tsv');
  try {
    for (const config of runs) await runTests(config, file);
    const { template } = await packageService({ directory: '.', stage: 'local', ...place });
    const requests = condensed(recordedRequests(file), defaultsOf(template));
    await writeFile(RECORD, `${requests.map(lineOf).join('\n')}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runTests(config: readonly string[], file: string): Promise<void> {
  const bin = join('node_modules', 'vitest', 'vitest.mjs');
  const args = [bin, 'run', ...config, 'test/functions'];
  const env = { ...process.env, RECORD_REQUESTS: file };
  const [code] = await once(spawn(process.execPath, args, { env, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error('tests of functions fail: nothing is recorded');
}

function defaultsOf(template: Readonly<Record<string, unknown>>): Record<string, string> {
  const parameters = Object(template.Parameters) as Record<string, { Default: string }>;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { Default }]) => [name, Default]),
  );
}
