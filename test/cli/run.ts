import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSnapshot, type Snapshot } from '../../local/ecr/snapshot/snapshot.ts';
import { type Run, runInProcess } from './in-process.ts';

export type { Run } from './in-process.ts';

export interface RunOptions {
  /** On top of an environment that has PATH, an empty home, and no machine to ask for credentials. */
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
}

export const checkout = fileURLToPath(new URL('../..', import.meta.url));
export const command = join(checkout, 'cli/ecr-steward.cjs');
export const sampleFile = join(checkout, 'local/sample.snapshot.json');
export const officialFile = join(checkout, '../shared/data/docker-official.snapshot.json');
export const hasOfficial = existsSync(officialFile);

/** A folder for the tests of this process, and the home of the commands that they run. */
export const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-test-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

export function sampleSnapshot(): Snapshot {
  return parseSnapshot(readFileSync(sampleFile, 'utf8'));
}

let files = 0;

/** Writes a file with a name of its own and answers its path. */
export function fileWith(content: string, extension = 'yml'): string {
  files += 1;
  const file = join(folder, `file-${files}.${extension}`);
  writeFileSync(file, content);
  return file;
}

export function startCli(args: string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
  const { env = {}, cwd = checkout } = options;
  return spawn(process.execPath, [command, ...args], {
    env: { ...bareEnvironment(), ...env },
    cwd,
  });
}

export function bareEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
}

/** Runs the command to its end: in this process, and in `npm run test:long` in one of its own. */
export function runCli(args: string[], options: RunOptions = {}): Promise<Run> {
  const isApart = options.cwd !== undefined || process.env.LONG_TESTS;
  return isApart ? runApart(args, options) : runHere(args, options);
}

/** Runs the command to its end in this process, for what asks for many answers rather than for how they come. */
export function runHere(args: string[], { env, input = '' }: RunOptions = {}): Promise<Run> {
  return runInProcess(args, { env: { ...bareEnvironment(), ...env }, input });
}

/** Runs the command to its end in a process of its own: what is of the whole process can be changed. */
export async function runApart(args: string[], options: RunOptions = {}): Promise<Run> {
  const child = startCli(args, options);
  const ended = collect(child);
  child.stdin.end(options.input);
  return ended;
}

export async function collect(child: ChildProcessWithoutNullStreams): Promise<Run> {
  const run: Run = { stdout: '', stderr: '', code: null };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  const [code] = await once(child, 'close');
  return { ...run, code };
}

/** What --json printed: exactly one JSON object, on a line of its own. */
export function jsonOf<Answer>({ stdout }: Run): Answer {
  return JSON.parse(stdout) as Answer;
}
