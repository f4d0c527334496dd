import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { sha256 } from '../ecr/images/store.ts';
import { decode, encode } from './codec.ts';
import { DataFolderError } from './errors.ts';

// The name of the format from before the term "local AWS": older data folders have it.
const format = 'embedded AWS of ecr-steward';

/** To be raised when old files can no longer be read. */
const version = 1;

const header = z.object({
  format: z.literal(format),
  version: z.number(),
  sha256: z.string(),
  /** Number of the first journal after it. */
  journal: z.number().default(0),
});

/** The content of a state file, and the number of the first journal after it. */
export interface State {
  content: unknown;
  journal: number;
}

/**
 * Reads a state file: a line with its kind and the digest of the rest, then the state.
 *
 * @param folder the data folder, for messages
 * @returns `undefined` when there is none
 * @throws DataFolderError when it is damaged, or of another kind
 */
export function readState(path: string, folder: string): State | undefined {
  const text = textOf(path, folder);
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const { data } = header.safeParse(parsed(text.slice(0, end)));
  const body = text.slice(end + 1);
  if (!data) throw unreadable(folder, path, 'ecr-steward did not write');
  if (data.version !== version)
    throw unreadable(
      folder,
      path,
      `has the version ${data.version}, which this version cannot read`,
    );
  if (data.sha256 !== sha256(body)) throw unreadable(folder, path, 'is damaged');
  return { content: decode(body), journal: data.journal };
}

function textOf(path: string, folder: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw unreadable(folder, path, 'cannot be read', error);
  }
}

export function unreadable(folder: string, path: string, problem: string, cause?: unknown) {
  const advice = 'choose another folder, or delete this one to start empty';
  const problemOf = `has a file that ${problem}, ${path}: ${advice}`;
  return new DataFolderError(folder, problemOf, { cause });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes state atomically: a reader finds the old or the new state, whenever the process is killed. It contains
 * secret values, so only the user may read it.
 *
 * @returns its length in characters
 */
export function writeState(path: string, { content, journal }: State): number {
  const body = encode(content);
  const head = JSON.stringify({ format, version, sha256: sha256(body), journal });
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${head}\n${body}`, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  return body.length;
}
