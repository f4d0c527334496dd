import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { snapshotText } from '../shared/registry/snapshot.ts';
import { StewardError } from '../shared/runtime/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { why } from './failure.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, withSession } from './session.ts';

/** `ecr-steward snapshot [FILE]`: the registry as one JSON object, to rehearse changes on. */
export function snapshot(file: string | undefined, options: GlobalOptions): Promise<ExitCode> {
  return withSession(options, async ({ ecr }) => {
    const progress = startProgress('repositories read:');
    const text = Readable.from(snapshotText(ecr, progress.step));
    await (file ? writeWhole(text, file) : writeOut(text)).finally(progress.end);
    return exitCodes.done;
  });
}

/** Whoever reads only the beginning closes the pipe: that is no failure. */
async function writeOut(text: Readable): Promise<void> {
  try {
    await pipeline(text, stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

/** The file is there when it is whole: a snapshot that broke off half-way leaves none. */
async function writeWhole(text: Readable, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(text, createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (!isFileError(error)) throw error;
    throw new StewardError(`cannot write ${file}: ${why(error)}. Name another file`, {
      cause: error,
    });
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'path' in error;
}
