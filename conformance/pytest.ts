import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Outcome } from './outcome.ts';
import { python } from './tools.ts';

const MARK = '@test\t';
const NOBODY = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
};

export interface PytestRun {
  /** The working directory. */
  folder: string;
  /** Test files or folders, relative to it. */
  paths: readonly string[];
  /** Variables with the endpoint. */
  env: Readonly<Record<string, string>>;
}

/**
 * Runs tests written in Python.
 *
 * @throws Error when no test ran, with the output of pytest; NotAvailableError
 */
export async function pytest({ folder, paths, env }: PytestRun): Promise<Outcome[]> {
  const args = ['-m', 'pytest', '-p', 'report', '-q', '--tb=no', '-o', 'addopts=', '--timeout=20'];
  const child = spawn(await python(), [...args, ...paths], {
    cwd: folder,
    env: { PATH: process.env.PATH, PYTHONPATH: import.meta.dirname, ...NOBODY, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const outcomes: Outcome[] = [];
  const other: string[] = [];
  child.stderr.on('data', (text) => other.push(String(text)));
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith(MARK)) outcomes.push(parse(line));
    else other.push(line);
  }
  await closed;
  if (outcomes.length === 0) throw new Error(`pytest ran no test: ${other.join('\n')}`);
  return outcomes;
}

function parse(line: string): Outcome {
  const [, outcome = '', name = '', why = ''] = line.split('\t');
  return { name, outcome: outcome as Outcome['outcome'], why };
}
