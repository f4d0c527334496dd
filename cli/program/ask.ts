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
 * @param instead - The error where there is no terminal; stdin is not read, as it is meant for another prompt.
 */
export async function askCode(question: string, instead: string): Promise<string> {
  if (!stdin.isTTY || !stderr.isTTY) throw new StewardError(instead);
  const typed = await answer(question, nowhere());
  stderr.write('\n');
  return typed.trim();
}

/** All of stdin where it is piped; else what a person types, without showing it. */
export async function askUnseen(question: string): Promise<string> {
  if (!stdin.isTTY) return text(stdin);
  const typed = await answer(question, nowhere());
  stderr.write('\n');
  return typed;
}

/** Readline turns off the echo of the terminal, and writes what is typed to `output`. */
async function answer(question: string, output: NodeJS.WritableStream): Promise<string> {
  const prompt = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  if (output !== stderr) stderr.write(question);
  try {
    return await prompt.question(output === stderr ? question : '');
  } catch (cause) {
    // Ctrl-C and Ctrl-D.
    throw new StewardError('no answer was typed, so nothing was written: run it again', { cause });
  } finally {
    prompt.close();
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
