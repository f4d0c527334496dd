import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../cli/print/wrap.ts';
import {
  bareEnvironment,
  checkout,
  collect,
  command,
  fileWith,
  runApart,
  sampleFile,
} from './run.ts';

const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;
const onTerminal = fileURLToPath(new URL('terminal.py', import.meta.url));

/** The text on a terminal of that width, without the progress line that is removed. */
async function readOn(width: number, args: string[]): Promise<string> {
  const on = ['-c', config, '--registry', sampleFile];
  const whole = [onTerminal, '', process.execPath, command, ...args, ...on];
  const env = { ...bareEnvironment(), TERM: 'xterm', WIDTH: String(width) };
  const { stdout } = await collect(spawn('python3', whole, { env, cwd: checkout }));
  const progress = new RegExp(`\\r${erase}[^\\r\\n]*(?=\\r${erase})`, 'g');
  return stripVTControlCharacters(stdout.replace(progress, '')).replaceAll('\r', '');
}

/** Removes the text of a line. */
const erase = '\u001b\\[2K';

const config = fileWith(`
naming: {tags: [{rule: versions only and nothing else, kinds: [semver], action: report}]}
baseline:
  - {repositories: ['**'], mutability: IMMUTABLE, action: report}
scanning: {rules: [{rule: strict, repositories: ['**'], fail: {critical: 0, high: 1}}]}
pullThroughCache: {rules: [{prefix: ghcr, upstream: docker-hub, credential: ecr-pullthroughcache/a-long-name-of-a-secret}]}
`);

const words = (text: string) => text.split(/\s+/).filter(Boolean);

describe.each([40, 60, 80])('on %d columns', (width) => {
  test.for([['check'], ['baseline'], ['scan'], ['plan']])(
    '%j breaks no word, and no line is too long',
    async (args, context) => {
      context.skip(!hasPython, 'python3 is not here to open a terminal');
      const [shown, piped] = await Promise.all([
        readOn(width, args),
        runApart([...args, '-c', config, '--registry', sampleFile]),
      ]);
      const wide = shown.split('\n').filter((it) => columnsOf(it) > width);
      expect(wide.filter((it) => it.trim().includes(' '))).toEqual([]);
      expect(shown.split('\n').length).toBeGreaterThan(3);
      expect(words(shown)).toEqual(words(piped.stdout));
    },
  );

  test('inventory has every repository with its figures', async (context) => {
    context.skip(!hasPython, 'python3 is not here to open a terminal');
    const shown = await readOn(width, ['inventory']);
    expect(shown.split('\n').filter((it) => columnsOf(it) > width)).toEqual([]);
    expect(shown.replaceAll(/\s/g, '')).toContain('8.86GB');
    expect(shown).toContain('legacy-monolith');
  });
});
