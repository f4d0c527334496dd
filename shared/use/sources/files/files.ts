import { readFile, stat } from 'node:fs/promises';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { callOf } from '../../../runtime/called.ts';
import { type Found, takeAtMost, unknownBeyond } from '../bounds.ts';
import { inParts } from '../parts.ts';
import { imagesOfFile, UseFileError } from './content.ts';

/** A file of images in use, or all of a folder in S3. */
export interface UseFile {
  /** `s3://bucket/key`, `s3://bucket/prefix/`, or a path. */
  uri: string;
  /** Seconds after its last change from which it counts as failed. */
  maxAge: number;
}

/** Bytes: what is larger is not read, for the memory of a function. */
const MOST_BYTES = 50 * 1024 * 1024;

const MOST_FILES = 1000;

/** What is known of a file before it is read. */
interface FileState {
  place: string;
  changed: Date;
  bytes: number;
}

/** @param now - The clock that ages are by. */
export async function imagesOfFiles(
  s3: () => S3Client,
  { uri, maxAge }: UseFile,
  now: Date,
): Promise<Found> {
  const check = (state: FileState) => checkState(state, maxAge, now);
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    return { items: imagesOfFile(uri, await readPath(uri, check)), unknown: [] };
  }
  if (key !== '' && !key.endsWith('/')) {
    return { items: imagesOfFile(uri, await readObject(s3(), bucket, key, check)), unknown: [] };
  }
  return readFolder(s3(), bucket, key, check);
}

function checkState({ place, changed, bytes }: FileState, maxAge: number, now: Date): void {
  if (bytes > MOST_BYTES) {
    throw new UseFileError(`${place} is larger than 50 MB, which ecr-steward does not read`);
  }
  const age = (now.getTime() - changed.getTime()) / 1000;
  if (age <= maxAge) return;
  throw new UseFileError(
    `${place} is from ${changed.toISOString()}, which is older than its maxAge: write it again`,
  );
}

type Check = (state: FileState) => void;

async function readPath(path: string, check: Check): Promise<string> {
  try {
    const { mtime, size } = await stat(path);
    check({ place: path, changed: mtime, bytes: size });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UseFileError) throw error;
    throw new UseFileError(`${path} cannot be read: ${codeOf(error)}`, { cause: error });
  }
}

async function readObject(
  s3: S3Client,
  Bucket: string,
  Key: string,
  check: Check,
): Promise<string> {
  const place = `s3://${Bucket}/${Key}`;
  const answer = await named(place, s3.send(new GetObjectCommand({ Bucket, Key })));
  try {
    const { LastModified = new Date(0), ContentLength = 0, Body } = answer;
    check({ place, changed: LastModified, bytes: ContentLength });
    return await named(place, Body?.transformToString() ?? Promise.resolve(''));
  } catch (error) {
    // A body that is not read would keep its connection.
    (answer.Body as { destroy?(): void } | undefined)?.destroy?.();
    throw error;
  }
}

/** Every object below the folder; none is a failure, as one that was never written is. */
async function readFolder(
  s3: S3Client,
  Bucket: string,
  Prefix: string,
  check: Check,
): Promise<Found> {
  const place = `s3://${Bucket}/${Prefix}`;
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket, Prefix });
  const listing = takeAtMost(`files in ${place}`, MOST_FILES, pages, (page) =>
    page.Contents?.flatMap(({ Key }) => (Key === undefined || Key.endsWith('/') ? [] : Key)),
  );
  const keys = await named(place, listing);
  if (keys.items.length === 0) throw new UseFileError(`${place} has no file`);
  const read = await inParts(
    keys.items,
    (key) => `s3://${Bucket}/${key}`,
    async (key) => imagesOfFile(`s3://${Bucket}/${key}`, await readObject(s3, Bucket, key, check)),
  );
  return { items: read.items, unknown: [...unknownBeyond(keys.beyond), ...read.unknown] };
}

/** S3 says "Access Denied" or "NoSuchKey" and nothing else: the place is added here. */
async function named<Result>(place: string, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    const { name = 'Error', message = '' } = error instanceof Error ? error : {};
    const operation = callOf(error)?.operation ?? 'S3';
    const why = message === '' || message === 'UnknownError' ? name : `${name}: ${message}`;
    throw new UseFileError(`${place} cannot be read: ${operation} answers ${why}`, {
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
