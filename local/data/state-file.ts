import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../ecr/image-store.ts';
import { decode, encode } from './codec.ts';
import { DataFolderError } from './errors.ts';

const format = 'embedded AWS of ecr-steward';

/** Raised when old files can no longer be read. */
const version = 1;

const header = z.object({ format: z.literal(format), version: z.number(), sha256: z.string() });

/**
 * Reads a state file: a line that says what it is and gives the digest of the rest, and the state.
 *
 * @returns `undefined` when there is none
 * @throws DataFolderError when it is damaged, or not of this kind
 */
export async function readState(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unreadable(path, `cannot be read (${error.code})`, error);
  });
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const { data } = header.safeParse(parsed(text.slice(0, end)));
  const body = text.slice(end + 1);
  if (!data) throw unreadable(path, 'is not one that this program wrote');
  if (data.version !== version) throw unreadable(path, `is of the version ${data.version}`);
  if (data.sha256 !== sha256(body)) throw unreadable(path, 'is damaged');
  return decode(body);
}

function unreadable(path: string, problem: string, cause?: unknown): DataFolderError {
  const advice = 'choose another folder, or delete this one to start anew';
  return new DataFolderError(dirname(path), `has a state.json that ${problem}: ${advice}`, {
    cause,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes state in one step: whoever reads finds the old one or the new one, whenever the process is killed.
 * Secret values are in it, so only the user may read it.
 */
export async function writeState(path: string, state: unknown): Promise<void> {
  const body = encode(state);
  const head = JSON.stringify({ format, version, sha256: sha256(body) });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${head}\n${body}`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
