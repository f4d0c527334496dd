import { constants } from 'node:os';
import { stderr } from 'node:process';
import { printAside } from '../print/print.ts';

/** How far the work is: `2 of 5 changes were made`. */
type Report = () => string;

const reports = new Set<Report>();

/** Ends a server in order at the first signal; the second signal stops the process. */
let ending: ((signal: NodeJS.Signals) => void) | undefined;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has Ctrl-C and other signals print how far the command is. It then ends with the exit code that shells expect: 130
 * for Ctrl-C.
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
  // The line of a progress count.
  if (stderr.isTTY) stderr.write('\r\x1b[2K');
  const lines = Array.from(reports, (report) => report());
  printAside(`interrupted: ${lines.length > 0 ? lines.join('; ') : 'not finished'}`);
  process.exit(128 + constants.signals[signal]);
}

/** Prints the report when the command is interrupted from now on; call the returned function when the work ends. */
export function reportAtInterrupt(report: Report): () => void {
  reports.add(report);
  return () => void reports.delete(report);
}

/** Resolves at the next signal, which does not end the process; a second one does. */
export function interrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    ending = resolve;
  });
}
