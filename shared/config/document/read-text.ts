import { closeSync, openSync, readSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import { RegistryConfigFileError } from '../errors.ts';

/** The largest file that is read: more text would take the parser minutes. */
const MOST_BYTES = 1_048_576;

/**
 * The text of a registry.yml, also from a pipe.
 *
 * @throws RegistryConfigFileError with a message that says what to do.
 */
export function readText(file: string): string {
  const bytes = readBytes(file);
  if (bytes.length > MOST_BYTES) throw new RegistryConfigFileError(file, 'it is larger than 1 MB');
  if (isUtf16(bytes)) throw new RegistryConfigFileError(file, 'it is in UTF-16: save it as UTF-8');
  if (bytes.includes(0)) throw new RegistryConfigFileError(file, 'it is not a text file');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const reason = `line ${lineOfWrongByte(bytes)} is not in UTF-8: save the file as UTF-8`;
    throw new RegistryConfigFileError(file, reason, { cause });
  }
}

/** Reads at most one byte more than the limit: a device may never end. */
function readBytes(file: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } catch (cause) {
    throw new RegistryConfigFileError(file, whyUnread(cause), { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file (npx ecr-steward init writes one)',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
};

function whyUnread(cause: unknown): string {
  const { code = '', errno } = cause as NodeJS.ErrnoException;
  return (
    reasons[code] ?? (errno === undefined ? 'it is not a file name' : getSystemErrorMessage(errno))
  );
}

/** By its byte order mark, or as every other byte of plain text is zero. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return true;
  if (first === 0xfe && second === 0xff) return true;
  return (
    bytes.length > 3 && (first === 0) !== (second === 0) && (bytes[2] === 0) !== (bytes[3] === 0)
  );
}

function lineOfWrongByte(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  const isWrong = (line: string) => {
    const one = Buffer.from(line, 'latin1');
    return !Buffer.from(one.toString('utf8'), 'utf8').equals(one);
  };
  return lines.findIndex(isWrong) + 1;
}
