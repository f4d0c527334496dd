import { constants } from 'node:os';
import { stderr } from 'node:process';
import { printAside } from '../print/print.ts';

/** Says how far something has come: `2 of 5 changes were made`. */
type Tell = () => string;

const notifying = new Set<Tell>();

/** What ends in order at the first signal; at the second one it is left as it is. */
let ending: ((signal: NodeJS.Signals) => void) | undefined;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has Ctrl-C, and the signals of those who end processes, tell how far the command has come. It then ends with
 * the exit code that a shell gives to it: 130 for Ctrl-C. What it has put aside is removed as the process exits.
 */
export function armInterrupts(): void {
  for (const signal of signals) {
    process.on(signal, () => {
      const end = ending;
      ending = undefined;
      if (end) end(signal);
      else stop(signal);
    });
  }
}

function stop(signal: NodeJS.Signals): never {
  // Over a line that counts up.
  if (stderr.isTTY) stderr.write('\r\x1b[2K');
  const told = Array.from(notifying, (tell) => tell());
  printAside(`interrupted: ${told.length > 0 ? told.join('; ') : 'it was not finished'}`);
  process.exit(128 + constants.signals[signal]);
}

/** Tells how far it is when the command is interrupted from now on; call the answer when it is over. */
export function tellAtInterrupt(tell: Tell): () => void {
  notifying.add(tell);
  return () => void notifying.delete(tell);
}

/** Resolves at the next signal, which then ends nothing by itself. A second one ends the process at once. */
export function interrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    ending = resolve;
  });
}
