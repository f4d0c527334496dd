import { rmSync } from 'node:fs';

const paths = new Set<string>();
let isArmed = false;

/**
 * Has a file or folder removed when the process exits before somebody has removed it; call the answer once it
 * is gone, or is to stay. A process that is killed by a signal that it does not handle leaves it.
 */
export function removeAtExit(path: string): () => void {
  if (!isArmed) process.once('exit', removeAll);
  isArmed = true;
  paths.add(path);
  return () => void paths.delete(path);
}

function removeAll(): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}
