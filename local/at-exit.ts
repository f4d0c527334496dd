import { rmSync } from 'node:fs';

const works = new Set<() => void>();
let isArmed = false;

/**
 * Has something done when the process exits; call the answer when it no longer needs to be. A process that is
 * killed by a signal that it does not handle does nothing of it.
 *
 * @param work runs to its end at once: nothing that it starts goes on
 */
export function atExit(work: () => void): () => void {
  if (!isArmed) process.once('exit', () => works.forEach((it) => void it()));
  isArmed = true;
  works.add(work);
  return () => void works.delete(work);
}

/** Has a file or folder removed at the exit; call the answer once it is gone, or is to stay. */
export function removeAtExit(path: string): () => void {
  return atExit(() => rmSync(path, { recursive: true, force: true }));
}
