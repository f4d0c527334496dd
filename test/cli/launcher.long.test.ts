import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bareEnvironment, checkout, collect, folder, type Run } from './run.ts';

const launcher = join(checkout, 'cli/ecr-steward.cjs');

/** Has a Node.js that is new enough say that it is not; what it starts does not take this over. */
const pretence = join(folder, 'old-node.cjs');
const old =
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.2' } });";
writeFileSync(pretence, old);
const asOldNode = ['--require', pretence];

function launch(flags: string[], file: string, args: string[], cwd = checkout): Promise<Run> {
  const child = spawn(process.execPath, [...flags, file, ...args], { env: bareEnvironment(), cwd });
  child.stdin.end();
  return collect(child);
}

/** The package.json of the package `node`, which has the version of its Node.js. */
function nodePackage(version: string): string {
  return JSON.stringify({ name: 'node', version, bin: { node: 'bin/node' } });
}

/** A checkout with nothing installed. */
function uninstalled(name: string): string {
  const place = join(folder, name);
  cpSync(join(checkout, 'cli'), join(place, 'cli'), { recursive: true });
  cpSync(join(checkout, 'package.json'), join(place, 'package.json'));
  return place;
}

describe('the launcher', () => {
  test.each([
    ['a Node.js that is new enough', []],
    ['one that is too old', asOldNode],
  ])('answers on %s, with the exit code and the streams of the verb', async (_, flags) => {
    const asked = await launch(flags, launcher, ['--version']);
    expect(asked).toEqual({
      stdout: `ecr-steward ${versionOf()}, Node.js ${process.versions.node}\n`,
      stderr: '',
      code: 0,
    });
    const refused = await launch(flags, launcher, ['plan', '-c', 'no file.yml'], folder);
    expect(refused).toMatchObject({ stdout: '', code: 1 });
    expect(refused.stderr).toMatch(/^error: cannot read no file\.yml: .*\n$/);
  });

  test.each([
    ['new', []],
    ['old', asOldNode],
  ])('is found through a symlink, from another folder: %s', async (name, flags) => {
    const link = join(folder, `ecr-steward-${name}`);
    symlinkSync(launcher, link);
    const { stdout, code } = await launch(flags, link, ['--version'], folder);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ecr-/) });
  });

  test('says in one line what a Node.js needs that is too old, where nothing is installed', async () => {
    const place = uninstalled('old');
    const run = await launch(asOldNode, join(place, 'cli/ecr-steward.cjs'), ['--version']);
    expect(run).toEqual({
      stdout: '',
      stderr: `error: this is Node.js 20.1.2, and ecr-steward needs 24 or newer: run "npm ci" in ${place}, which installs it, or update Node.js\n`,
      code: 1,
    });
  });

  test('says so too where npm ran no scripts: the package is there, and Node.js is not', async () => {
    const place = uninstalled('no-scripts');
    const own = join(place, 'node_modules/node');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), nodePackage('24.21.0'));
    const run = await launch(asOldNode, join(place, 'cli/ecr-steward.cjs'), ['--version']);
    expect(run.stderr).toMatch(/^error: this is Node\.js 20\.1\.2, .* run "npm ci" in .*\n$/);
    expect(run.code).toBe(1);
  });

  test('hands over to no other old one', async () => {
    const place = uninstalled('old');
    const own = join(place, 'node_modules/node');
    mkdirSync(join(own, 'bin'), { recursive: true });
    writeFileSync(join(own, 'package.json'), nodePackage('22.12.0'));
    symlinkSync(process.execPath, join(own, 'bin/node'));
    const run = await launch(asOldNode, join(place, 'cli/ecr-steward.cjs'), ['--version']);
    expect(run.stderr).toMatch(/^error: this is Node\.js 20\.1\.2, .* run "npm ci" in .*\n$/);
    expect(run.code).toBe(1);
  });

  test('names a package that is not installed', async () => {
    const place = uninstalled('new');
    const run = await launch([], join(place, 'cli/ecr-steward.cjs'), ['--version']);
    expect(run).toEqual({
      stdout: '',
      stderr: `error: the package commander is not installed: run "npm ci" in ${place}\n`,
      code: 1,
    });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'passes %s on, and ends as the verb does',
    async (signal) => {
      const child = spawn(
        process.execPath,
        [...asOldNode, launcher, 'local', '--port', '0', '--no-functions'],
        {
          env: bareEnvironment(),
          cwd: folder,
        },
      );
      const ended = collect(child);
      child.stdout.once('data', () => child.kill(signal));
      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/^stopped: .*\n$/),
      });
      expect(stdout).toContain('127.0.0.1');
    },
  );

  test('has no syntax that came after Node.js 16', () => {
    const text = readFileSync(launcher, 'utf8');
    const as = (target: string) => transformSync(text, { target, format: 'cjs' }).code;
    expect(as('node16')).toBe(as('esnext'));
  });

  const oldNodes = (process.env.PATH ?? '')
    .split(delimiter)
    .map((place) => join(place, 'node'))
    .filter((file) => existsSync(file) && !file.startsWith(checkout));

  test.skipIf(oldNodes.length === 0)('runs on what is installed here besides', async () => {
    for (const file of new Set(oldNodes)) {
      const child = spawn(file, [launcher, '--version'], { env: bareEnvironment() });
      const run = await collect(child);
      expect(run).toMatchObject({ code: 0, stderr: '' });
    }
  });
});

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  return version;
}
