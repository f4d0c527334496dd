import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkout, command } from '../cli/run.ts';

/** What a script came to. */
export interface Outcome {
  /** stdout and stderr, as a terminal shows them. */
  output: string;
  code: number | null;
}

/** A shell of a page: what one script exports, and the folder it goes to, the next one finds. */
export interface Shell {
  run(script: string, variables: Record<string, string>): Promise<Outcome>;
  /** Starts what keeps running; resolves once it has printed `ready`. It is ended by `close`. */
  start(script: string, variables: Record<string, string>, ready: RegExp): Promise<string>;
  close(): void;
}

/** Milliseconds after which a script has hung. */
const HUNG = 110_000;

/**
 * @param folder - Where the scripts start.
 * @param own - A folder for what the shell keeps between them.
 */
export function createShell(folder: string, own: string): Shell {
  const programs = writePrograms(own);
  const started: ChildProcess[] = [];

  function bash(script: string, variables: Record<string, string>): ChildProcess {
    const child = spawn('bash', ['-c', `${prelude(variables)}\n${script}\n`], {
      cwd: folder,
      env: { ...environmentOf(folder, programs), ...variables, KEPT: own },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    child.stdout?.setEncoding('utf8');
    return child;
  }

  return {
    run: async (script, variables) => {
      const child = bash(script, variables);
      const timer = setTimeout(() => end(child), HUNG);
      const outcome = await collected(child);
      clearTimeout(timer);
      return outcome;
    },
    start: (script, variables, ready) => {
      const child = bash(script, variables);
      started.push(child);
      return untilReady(child, ready);
    },
    close: () => started.forEach(end),
  };
}

/** Takes up where the last script ended, and notes where this one does. */
function prelude(variables: Record<string, string>): string {
  const names = Object.keys(variables).join(' ');
  return [
    'exec 2>&1',
    `given=$(declare -p ${names}); [ -f "$KEPT/variables" ] && . "$KEPT/variables"; eval "$given"`,
    '[ -f "$KEPT/folder" ] && cd "$(cat "$KEPT/folder")"',
    `trap 'export -p >"$KEPT/variables"; pwd >"$KEPT/folder"' EXIT`,
    'set -uo pipefail',
  ].join('\n');
}

/** Resolves with what is printed up to there. */
function untilReady(child: ChildProcess, ready: RegExp): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      output += text;
      if (ready.test(output)) resolve(output);
    });
    child.once('close', () => reject(new Error(`ended before it was ready:\n${output}`)));
  });
}

function collected(child: ChildProcess): Promise<Outcome> {
  let output = '';
  child.stdout?.on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ output, code }));
  });
}

/** With all that it has started. */
function end({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  process.kill(-pid, 'SIGKILL');
}

/** No configuration of this machine's owner: neither AWS's nor Docker's. */
function environmentOf(folder: string, programs: string): Record<string, string> {
  const none = join(folder, '.none');
  return {
    PATH: [programs, join(checkout, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    HOME: process.env.HOME ?? folder,
    AWS_CONFIG_FILE: none,
    AWS_SHARED_CREDENTIALS_FILE: none,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    DOCKER_CONFIG: join(folder, '.docker'),
    TZ: 'UTC',
  };
}

/**
 * `npx ecr-steward` is the command of this checkout, without the second that npx takes; a local AWS takes any free
 * port; `npm ci` was done before any test.
 */
function writePrograms(own: string): string {
  const folder = join(own, 'bin');
  mkdirSync(folder);
  const program = (name: string, lines: string[]) => {
    writeFileSync(join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(join(folder, name), 0o755);
  };
  program('npx', [
    `case "$1 $2" in "ecr-steward local") shift; exec node ${command} "$@" --port 0;; esac`,
    'case "$1" in',
    `  ecr-steward) shift; exec node ${command} "$@";;`,
    '  node) exec "$@";;',
    'esac',
    'echo "npx $1: the test knows no such program" >&2; exit 127',
  ]);
  program('npm', [
    'case "$1" in',
    '  ci) exit 0;;',
    `  start) shift; [ "$1" = -- ] && shift; exec node ${command} demo "$@";;`,
    'esac',
    'echo "npm $1: the test does not run this" >&2; exit 127',
  ]);
  return folder;
}

/** Whether this machine has a program. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
