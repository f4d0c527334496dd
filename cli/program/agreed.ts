import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { StewardError } from '../../shared/runtime/errors.ts';
import { print } from '../print/print.ts';

export interface AskOptions {
  /** Do not ask. */
  yes?: boolean;
  json?: boolean;
}

/** What a person has to confirm. */
export interface Question {
  /** Whether to ask; false where nothing can be lost. */
  asks: boolean;
  /** What `undo` cannot undo, or starts by itself from then on: without a terminal it needs --yes. */
  final: readonly string[];
  question: string;
}

/**
 * Asks a person to confirm. Without a terminal only `final` needs --yes: a pipeline has the plan reviewed before.
 *
 * @throws StewardError where `final` is not empty, and there is neither a terminal nor --yes.
 */
export async function agreed(
  { asks, final, question }: Question,
  { yes, json }: AskOptions,
): Promise<boolean> {
  if (yes || !(asks || final.length > 0)) return true;
  const isTerminal = stdin.isTTY && stderr.isTTY;
  if (final.length > 0 && (json || !isTerminal)) {
    throw new StewardError(`${final[0]}. There is no terminal to confirm this on: give --yes`);
  }
  if (json || !isTerminal) return true;
  const prompt = createInterface({ input: stdin, output: stderr });
  const lines = final.map((line) => `\n${line}`).join('');
  // Ctrl-C and Ctrl-D end the prompt: neither is a yes.
  const answer = await prompt.question(`${lines}\n${question} Type yes: `).catch(() => '\n');
  prompt.close();
  if (answer.trim() === 'yes') return true;
  print(answer === '\n' ? '\nNothing was changed.' : 'Nothing was changed.');
  return false;
}
