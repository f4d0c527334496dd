import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { StewardError } from '../../shared/runtime/errors.ts';

/**
 * Asks a person on the terminal.
 *
 * @param instead - The option that says the same, named where there is no terminal.
 */
export async function ask(question: string, instead: string): Promise<string> {
  if (!stdin.isTTY) throw new StewardError(`there is no terminal to ask on: give ${instead}`);
  return answer(question, stderr);
}

/**
 * Asks for a code on the terminal, without showing what is typed.
 *
 * @param instead - What is said where there is no terminal: what is piped in is meant for something else.
 */
export async function askCode(question: string, instead: string): Promise<string> {
  if (!stdin.isTTY || !stderr.isTTY) throw new StewardError(instead);
  const typed = await answer(question, nowhere());
  stderr.write('\n');
  return typed.trim();
}

/** What is piped in, whole; on a terminal, what a person types, without showing it. */
export async function askUnseen(question: string): Promise<string> {
  if (!stdin.isTTY) return text(stdin);
  const typed = await answer(question, nowhere());
  stderr.write('\n');
  return typed;
}

/** Readline takes the terminal's own echo away, and writes what is typed to `output`. */
async function answer(question: string, output: NodeJS.WritableStream): Promise<string> {
  const prompt = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  if (output !== stderr) stderr.write(question);
  try {
    return await prompt.question(output === stderr ? question : '');
  } catch (cause) {
    // Ctrl-C and Ctrl-D.
    throw new StewardError('nothing was typed: nothing was written', { cause });
  } finally {
    prompt.close();
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
