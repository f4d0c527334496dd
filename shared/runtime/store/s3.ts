import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { StoreDeniedError, StoreError } from './errors.ts';
import type { Store } from './store.ts';

/** An S3 bucket. A large object is uploaded in parts; each object appears as a whole or not at all. */
export function s3Store(s3: S3Client, Bucket: string): Store {
  const place = (key: string) => `s3://${Bucket}/${key}`;
  return {
    place,
    put: async (Key, Body, ContentType) => {
      const params = { Bucket, Key, Body: Buffer.from(Body), ContentType };
      const upload = new Upload({ client: s3, params, partSize: PART_BYTES });
      await named('s3:PutObject', place(Key), upload.done());
    },
    get: async (Key) => {
      const input = { Bucket, Key };
      const call = unlessMissing(s3.send(new GetObjectCommand(input)));
      const found = await named('s3:GetObject', place(Key), call);
      return found?.Body?.transformToByteArray();
    },
    list: async (Prefix) => {
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket, Prefix });
      const listed = await named('s3:ListBucket', place(Prefix), Array.fromAsync(pages));
      return listed.flatMap(({ Contents = [] }) => Contents.flatMap(({ Key }) => Key ?? []));
    },
    folders: async (Prefix) => {
      const input = { Bucket, Prefix, Delimiter: '/' };
      const pages = paginateListObjectsV2({ client: s3 }, input);
      const listed = await named('s3:ListBucket', place(Prefix), Array.fromAsync(pages));
      return listed.flatMap(({ CommonPrefixes = [] }) =>
        CommonPrefixes.flatMap(({ Prefix: folder }) => folder ?? []),
      );
    },
    remove: async (keys) => {
      for (let at = 0; at < keys.length; at += KEYS_AT_A_TIME) {
        const Objects = keys.slice(at, at + KEYS_AT_A_TIME).map((Key) => ({ Key }));
        const input = { Bucket, Delete: { Objects, Quiet: true } };
        const call = s3.send(new DeleteObjectsCommand(input));
        const { Errors = [] } = await named('s3:DeleteObject', place(keys[at] ?? ''), call);
        const [first] = Errors;
        if (first) throw new StoreError('s3:DeleteObject', place(first.Key ?? ''), first.Code);
      }
    },
  };
}

/** The size of one upload; S3 accepts parts from 5 MiB on. */
const PART_BYTES = 8 * 1024 * 1024;

/** The most keys of one DeleteObjects. */
const KEYS_AT_A_TIME = 1000;

async function unlessMissing<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** S3 says "Access Denied" and nothing else: the action and the place are added here. */
async function named<Result>(
  action: string,
  place: string,
  call: Promise<Result>,
): Promise<Result> {
  try {
    return await call;
  } catch (cause) {
    const isDenied = cause instanceof S3ServiceException && cause.$response?.statusCode === 403;
    if (!isDenied || credentialErrors.has(cause.name)) throw cause;
    throw new StoreDeniedError(action, place, { cause });
  }
}

/** Errors that concern the caller, not the object. */
const credentialErrors = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken']);
