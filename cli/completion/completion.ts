import { stdout } from 'node:process';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { bash } from './bash.ts';
import { fish } from './fish.ts';
import { type CompletedVerb, wordsOf } from './words.ts';
import { zsh } from './zsh.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

const scripts: Record<Shell, (verbs: readonly CompletedVerb[]) => string> = { bash, zsh, fish };

/** `ecr-steward completion <shell>`: prints a script that completes verbs, options, choices and files. */
export async function completion(program: Command, shell: Shell): Promise<ExitCode> {
  stdout.write(scripts[shell](wordsOf(program)));
  return exitCodes.done;
}
