import { stderr } from 'node:process';

/** Counts up on one line of a terminal; says nothing in a pipe. */
export interface Progress {
  step(what: string): void;
  /** Takes the line away. */
  end(): void;
}

const MIN_INTERVAL_MS = 80;

export function startProgress(label: string): Progress {
  if (!stderr.isTTY) return { step() {}, end() {} };
  let steps = 0;
  let shownAt = 0;
  return {
    step(what) {
      steps += 1;
      if (Date.now() - shownAt < MIN_INTERVAL_MS) return;
      shownAt = Date.now();
      const line = `${label} ${steps} ${what}`;
      stderr.write(`\r\x1b[2K${line.slice(0, Math.max(stderr.columns - 1, 20))}`);
    },
    end: () => void stderr.write('\r\x1b[2K'),
  };
}
