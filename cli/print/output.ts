import { existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { stdout } from 'node:process';
import { StewardError } from '../../shared/runtime/errors.ts';
import { why } from '../program/failure.ts';
import { reportAtInterrupt } from '../program/interrupt.ts';

/** Where an answer is written, piece by piece: a file, or standard output. */
export interface Output {
  write(chunk: string | Uint8Array): Promise<void>;
}

/** The reader of standard output closed the pipe: that is not a failure. */
export class ReaderGoneError extends Error {
  override name = 'ReaderGoneError' as const;
}

/**
 * Calls `work` with a file, or with standard output. The file appears when it is complete: after a failure there is no
 * new file, and an older one of that name stays. A link stays a link, and what is no file, such as /dev/stdout or a pipe,
 * is written to and never replaced.
 *
 * @throws StewardError when the file cannot be written.
 * @throws ReaderGoneError from `write`, when the reader closed standard output.
 */
export function withOutput<Result>(
  file: string | undefined,
  work: (output: Output) => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return work({ write: writeOut });
  if (isDevice(file)) return writeThrough(file, work);
  return writeWhole(existsSync(file) ? realpathSync(file) : file, work);
}

function isDevice(file: string): boolean {
  if (!existsSync(file)) return false;
  const found = statSync(file);
  return !found.isFile() && !found.isDirectory();
}

async function writeThrough<Result>(
  file: string,
  work: (output: Output) => Promise<Result>,
): Promise<Result> {
  const fail = failing(file);
  const handle = await open(file, 'w').catch(fail);
  const held = createBuffer((bytes) => handle.appendFile(bytes).catch(fail));
  return filled(held, work).finally(() => handle.close());
}

/** Throws why a file could not be written. */
function failing(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new StewardError(`cannot write ${file}: ${why(cause)}. Name another file`, { cause });
  };
}

async function writeWhole<Result>(
  file: string,
  work: (output: Output) => Promise<Result>,
): Promise<Result> {
  const part = `${file}.part`;
  const fail = failing(file);
  const forget = reportAtInterrupt(() => {
    rmSync(part, { force: true });
    return `${file} was not written`;
  });
  try {
    const handle = await open(part, 'w').catch(fail);
    const held = createBuffer((bytes) => handle.appendFile(bytes).catch(fail));
    const result = await filled(held, work).finally(() => handle.close());
    await rename(part, file).catch(fail);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    forget();
  }
}

async function filled<Result>(
  buffer: ReturnType<typeof createBuffer>,
  work: (output: Output) => Promise<Result>,
): Promise<Result> {
  const result = await work(buffer);
  await buffer.flush();
  return result;
}

/** Pieces are collected up to this size before they are written to a file. */
const CHUNK_BYTES = 65_536;

function createBuffer(write: (bytes: Uint8Array) => Promise<void>) {
  let held: Uint8Array[] = [];
  let size = 0;
  const flush = async () => {
    const bytes = Buffer.concat(held);
    held = [];
    size = 0;
    await write(bytes);
  };
  return {
    flush,
    write: async (chunk: string | Uint8Array) => {
      const bytes = Buffer.from(chunk);
      held.push(bytes);
      size += bytes.length;
      if (size >= CHUNK_BYTES) await flush();
    },
  };
}

function writeOut(chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(chunk, (error) => (error ? reject(readerGone(error)) : resolve()));
  });
}

function readerGone(error: Error): Error {
  const closed = 'code' in error && /^(EPIPE|ERR_STREAM_DESTROYED)$/.test(String(error.code));
  return closed ? new ReaderGoneError(error.message, { cause: error }) : error;
}
