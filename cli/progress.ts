import { stderr } from 'node:process';
import { visible } from './print.ts';

/** Counts up on one line of a terminal; says nothing in a pipe. */
export interface Progress {
  step(what: string): void;
  /** Takes the line away, if there is one. */
  end(): void;
}

const MIN_INTERVAL_MS = 80;

/** Columns of a terminal that does not say how wide it is. */
const UNKNOWN_WIDTH = 80;

export function startProgress(label: string): Progress {
  if (!stderr.isTTY) return { step() {}, end() {} };
  let steps = 0;
  let shownAt = 0;
  let shown = false;
  return {
    step(what) {
      steps += 1;
      if (Date.now() - shownAt < MIN_INTERVAL_MS) return;
      shownAt = Date.now();
      shown = true;
      const line = `${label} ${steps} ${visible(what)}`;
      stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns || UNKNOWN_WIDTH) - 1)}`);
    },
    end() {
      if (shown) stderr.write('\r\x1b[2K');
      shown = false;
    },
  };
}
