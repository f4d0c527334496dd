/** Keeps a file up with a state that changes often. */
export interface Saver {
  /** The state has changed: it is written soon. */
  touch(): void;
  /** Writes for the last time. @throws what the last write failed with */
  close(): Promise<void>;
}

/** Milliseconds for which changes are collected, at least. */
const shortest = 100;

/**
 * Changes are written 100 ms after the first of them, or later by as much as ten times what the last write took,
 * so that a large state does not keep the process busy with writing itself.
 */
export function createSaver(write: () => Promise<void>): Saver {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let pause = shortest;
  let closed = false;
  const save = async () => {
    const start = performance.now();
    await write();
    pause = Math.max(shortest, 10 * (performance.now() - start));
  };
  const next = () => {
    timer = undefined;
    writing = writing.then(save).catch(warn);
  };
  return {
    touch: () => {
      if (!closed) timer ??= setTimeout(next, pause);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}

/** The next change tries again. */
function warn(error: unknown): void {
  process.emitWarning(`The data folder could not be written: ${String(error)}`);
}
