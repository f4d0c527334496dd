import { stderr } from 'node:process';
import { tellAtInterrupt } from '../program/interrupt.ts';
import { visible } from './print.ts';

/** Counts up on one line of a terminal; in a pipe it tells the count only when the command is interrupted. */
export interface Progress {
  step(what: string): void;
  /** Takes the line away, if there is one. */
  end(): void;
}

const MIN_INTERVAL_MS = 80;

/** Columns of a terminal that does not say how wide it is. */
const UNKNOWN_WIDTH = 80;

/** @param tell what to say of it when the command is interrupted; default the count */
export function startProgress(label: string, tell?: () => string): Progress {
  let steps = 0;
  const forget = tellAtInterrupt(tell ?? (() => `${label} ${steps}`));
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
