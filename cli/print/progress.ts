import { stderr } from 'node:process';
import { reportAtInterrupt } from '../program/interrupt.ts';
import { visible } from './print.ts';

/** Counts on one line of a terminal; in a pipe the count is printed only when the command is interrupted. */
export interface Progress {
  step(what: string): void;
  /** Removes the line. */
  end(): void;
}

const MIN_INTERVAL_MS = 80;

/** Columns of a terminal that does not report its width. */
const UNKNOWN_WIDTH = 80;

/** @param report - The line that is printed when the command is interrupted; default: the count. */
export function startProgress(label: string, report?: () => string): Progress {
  let steps = 0;
  const forget = reportAtInterrupt(report ?? (() => `${label} ${steps}`));
  let shownAt = 0;
  let shown = false;
  return {
    step(what) {
      steps += 1;
      if (!stderr.isTTY || Date.now() - shownAt < MIN_INTERVAL_MS) return;
      shownAt = Date.now();
      shown = true;
      const line = `${label} ${steps} ${visible(what)}`;
      stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns || UNKNOWN_WIDTH) - 1)}`);
    },
    end() {
      forget();
      if (shown) stderr.write('\r\x1b[2K');
      shown = false;
    },
  };
}
