import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { sha256 } from '../ecr/images/store.ts';
import type { Change } from './change.ts';

/** A file of changes, one line for all that were written together. */
export interface Journal {
  /** Characters that it has. */
  readonly size: number;
  /** The changes are in the file when it returns, and there after a `kill -9`. @throws when it cannot be written */
  append(changes: readonly Change[]): void;
  close(): void;
}

/** Creates an empty one; only the user may read it, as it contains secrets. */
export function startJournal(path: string): Journal {
  const file = openSync(path, 'w', 0o600);
  let size = 0;
  return {
    get size() {
      return size;
    },
    append: (changes) => {
      const body = JSON.stringify(changes);
      const line = Buffer.from(`${sha256(body)} ${body}\n`);
      for (let at = 0; at < line.length; ) at += writeSync(file, line, at);
      size += line.length;
    },
    close: () => closeSync(file),
  };
}

/**
 * All changes of a journal. An incomplete last line was being written when the process was killed: it was never
 * acknowledged, and is left out.
 *
 * @returns `undefined` when the file is damaged
 */
export function readJournal(path: string): Change[] | undefined {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const isWhole = lines.every((line) => line.slice(0, DIGEST) === sha256(line.slice(DIGEST + 1)));
  if (!isWhole) return undefined;
  return lines.flatMap((line) => JSON.parse(line.slice(DIGEST + 1)) as Change[]);
}

/** Length of `sha256:` and a digest. */
const DIGEST = 71;
