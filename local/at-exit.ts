import { rmSync } from 'node:fs';

const works = new Set<() => void>();
let isArmed = false;

/**
 * Runs `work` when the process exits; call the result to cancel it. It does not run in a process that is killed by
 * a signal that it does not handle.
 *
 * @param work must be synchronous: what it starts asynchronously does not finish
 */
export function atExit(work: () => void): () => void {
  if (!isArmed) process.once('exit', () => works.forEach((it) => void it()));
  isArmed = true;
  works.add(work);
  return () => void works.delete(work);
}

/** Removes a file or folder when the process exits; call the result to cancel that. */
export function removeAtExit(path: string): () => void {
  return atExit(() => rmSync(path, { recursive: true, force: true }));
}
