import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { StewardError } from '../../shared/runtime/errors.ts';
import { print } from '../print/print.ts';

export interface AskOptions {
  /** Do not ask. */
  yes?: boolean;
  json?: boolean;
}

/** What a person is asked before. */
export interface Question {
  /** Nothing is asked where there is nothing to lose. */
  asks: boolean;
  /** What cannot be taken back by `undo`: without a terminal it needs --yes. */
  final: readonly string[];
  question: string;
}

/**
 * Asks a person before something goes; a pipeline has read the plan before.
 *
 * @throws StewardError when something cannot be taken back, and there is neither a terminal nor --yes.
 */
export async function agreed(
  { asks, final, question }: Question,
  { yes, json }: AskOptions,
): Promise<boolean> {
  if (yes || !(asks || final.length > 0)) return true;
  const isTerminal = stdin.isTTY && stderr.isTTY;
  if (final.length > 0 && (json || !isTerminal)) {
    throw new StewardError(`${final[0]}: there is no terminal to ask on, so give --yes`);
  }
  if (json || !isTerminal) return true;
  const prompt = createInterface({ input: stdin, output: stderr });
  const lines = final.map((line) => `\n${line}`).join('');
  // Ctrl-C and Ctrl-D abort the question: neither is a yes.
  const answer = await prompt.question(`${lines}\n${question} Type yes: `).catch(() => '\n');
  prompt.close();
  if (answer.trim() === 'yes') return true;
  print(answer === '\n' ? '\nNothing was changed.' : 'Nothing was changed.');
  return false;
}
