import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import type { Command } from 'commander';

/** The result of a command. */
export interface Run {
  stdout: string;
  stderr: string;
  code: number | null;
}

interface Surroundings {
  /** The whole of it: nothing is inherited. */
  env: Record<string, string>;
  input: string;
}

/**
 * Runs the command in this process, with the environment and the pipes that a process of its own would have: in a
 * tenth of the time, as the SDK is loaded already. One after the other, as a process has one of each.
 */
export function runInProcess(args: readonly string[], surroundings: Surroundings): Promise<Run> {
  const run = last.then(() => runAlone(args, surroundings));
  last = run.catch(() => {});
  return run;
}

let last: Promise<unknown> = Promise.resolve();

async function runAlone(args: readonly string[], surroundings: Surroundings): Promise<Run> {
  const program = await load();
  const borrowed = borrowProcess(surroundings);
  try {
    await program.parseAsync(args, { from: 'user' });
    return borrowed.run(process.exitCode);
  } catch (error) {
    if (error instanceof Exit) return borrowed.run(error.code);
    throw error;
  } finally {
    borrowed.giveBack();
  }
}

/** The command of this module's own: what other tests do to `program` of cli/main.ts does not reach it. */
async function load(): Promise<Command> {
  const file = '../../cli/main.ts?in-process';
  const { program } = (await import(file)) as { program: Command };
  return program;
}

/** Thrown where the command would end its process. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** Everything of this process that a command sees or changes, but for the folder that it is in. */
function borrowProcess({ env, input }: Surroundings) {
  const { stdout, stderr, stdin, exit, exitCode } = process;
  const before = { ...process.env };
  const writers = [stdout.write, stderr.write] as const;
  const terminals = [stdout, stderr].map((it) => [it, it.isTTY] as const);
  const texts = { stdout: '', stderr: '' };
  setEnvironment(env);
  setStdin(Readable.from([Buffer.from(input)]));
  process.exitCode = undefined;
  process.exit = (code) => {
    throw new Exit(Number(code ?? process.exitCode ?? 0));
  };
  const warnings = takeWarnings();
  stdout.write = collector((text) => (texts.stdout += text));
  stderr.write = collector((text) => (texts.stderr += text));
  for (const [it] of terminals) it.isTTY = false;
  return {
    run: (code: unknown): Run => ({ ...texts, code: Number(code ?? 0) }),
    giveBack() {
      [stdout.write, stderr.write] = writers;
      for (const [it, isTTY] of terminals) it.isTTY = isTTY;
      warnings.giveBack();
      process.exit = exit;
      process.exitCode = exitCode;
      setStdin(stdin);
      setEnvironment(before);
    },
  };
}

/**
 * What Node.js warns of, such as of many listeners, is of this process with thousands of commands, and no answer of this
 * one: it goes to the output of the tests, with its stack. A process of its own shows what a command makes it warn of.
 */
function takeWarnings() {
  const others = process.listeners('warning');
  const write = process.stderr.write.bind(process.stderr);
  const show = ({ name, message, stack }: Error) =>
    void write(`${stack ?? `${name}: ${message}`}\n`);
  process.removeAllListeners('warning').on('warning', show);
  return {
    giveBack() {
      process.off('warning', show);
      for (const it of others) process.on('warning', it);
    },
  };
}

/** As `process.stdin` and for those who have imported it by name. */
function setStdin(value: object): void {
  Object.defineProperty(process, 'stdin', { value, configurable: true });
  syncBuiltinESMExports();
}

/** The object stays the same: modules have imported it. */
function setEnvironment(wanted: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in wanted)) delete process.env[name];
  }
  Object.assign(process.env, wanted);
}

/** Takes what is written to a stream, as `write` of it. */
function collector(take: (text: string) => void): typeof process.stdout.write {
  return (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const written = rest.find((it) => typeof it === 'function');
    if (written) queueMicrotask(() => written());
    return true;
  };
}
