import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { removeAtExit } from '../at-exit.ts';
import { DataFolderError } from './errors.ts';

/** The folders that this process has locked. */
const held = new Set<string>();

/**
 * Locks a folder for one process. A lock whose process has ended is taken over.
 *
 * @returns releases it
 * @throws DataFolderError while another process has it
 */
export async function lock(folder: string): Promise<() => Promise<void>> {
  const path = join(resolve(folder), 'lock');
  const holder = held.has(path) ? process.pid : await holderOf(path);
  if (holder !== undefined) {
    throw new DataFolderError(
      folder,
      `is in use by process ${holder}: stop that process, or choose another folder`,
    );
  }
  held.add(path);
  await writeFile(path, String(process.pid));
  const forget = removeAtExit(path);
  return async () => {
    held.delete(path);
    forget();
    await rm(path, { force: true });
  };
}

/** A lock with this process's own id is from an earlier process: in a container, all have the same id. */
async function holderOf(path: string): Promise<number | undefined> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  return pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
