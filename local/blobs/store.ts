import type { Readable } from 'node:stream';

/** The content of layers and configs, by their sha256. */
export interface BlobStore {
  /** Length in bytes; `undefined` when there is no such blob. */
  size(digest: string): Promise<number | undefined>;
  /** The bytes from `start` to `end`, inclusive; all without a range. */
  read(digest: string, range?: ByteRange): Readable;
  /** Starts a blob that is invisible until it is committed. */
  draft(): Promise<BlobDraft>;
  /** Deletes all blobs for which `keep` is false. */
  prune(keep: (digest: string) => boolean): Promise<void>;
}

/** Offsets of the first and the last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A blob that is being written, by one caller at a time. It ends with `commit` or `discard`. */
export interface BlobDraft {
  /** Bytes so far. */
  readonly size: number;
  /**
   * Appends the content of a stream. When the stream breaks, the bytes before are kept.
   *
   * @throws BlobTooLarge beyond 52,000 MiB in all
   */
  append(source: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Makes the blob visible atomically.
   *
   * @throws DigestMismatch when the content has another digest; the draft is then discarded
   */
  commit(digest: string): Promise<void>;
  /** Discards the draft; has no effect after `commit`. */
  discard(): Promise<void>;
}

/** Quota "Maximum layer size" in bytes: 52,000 MiB (Amazon ECR service quotas); it cannot be raised. */
export const largestBlob = 52_000 * 1024 * 1024;

/** A stream brought more bytes than a layer may have. */
export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge' as const;
}

/** The content does not have the digest that its sender gave. */
export class DigestMismatch extends Error {
  override name = 'DigestMismatch' as const;

  constructor(given: string, actual: string) {
    super(`the content has the digest ${actual}, not ${given}`);
  }
}
