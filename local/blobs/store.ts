import type { Readable } from 'node:stream';

/** The bytes of layers and configs, each known by the sha256 of its content. */
export interface BlobStore {
  /** Length in bytes; `undefined` when there is no such blob. */
  size(digest: string): Promise<number | undefined>;
  /** The bytes from `start` up to and with `end`; all of them without a range. */
  read(digest: string, range?: ByteRange): Readable;
  /** Starts a blob that nobody sees until it is committed. */
  draft(): Promise<BlobDraft>;
  /** All digests for which `keep` is false are gone afterwards. */
  prune(keep: (digest: string) => boolean): Promise<void>;
}

/** Offsets of the first and the last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A blob on its way in. It is written by one caller at a time, and ends in `commit` or in `discard`. */
export interface BlobDraft {
  /** Bytes so far. */
  readonly size: number;
  /**
   * Adds what a stream brings, piece by piece. When the stream breaks, what came before is kept.
   *
   * @throws BlobTooLarge beyond 52,000 MiB in all
   */
  append(source: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Makes the blob visible at once and as a whole.
   *
   * @throws DigestMismatch when the content has another digest; the draft is then gone
   */
  commit(digest: string): Promise<void>;
  /** Forgets what came; does no harm after `commit`. */
  discard(): Promise<void>;
}

/** Quota "Maximum layer size" in bytes: 52,000 MiB (Amazon ECR service quotas); it cannot be raised. */
export const largestBlob = 52_000 * 1024 * 1024;

/** A stream brought more bytes than a layer may have. */
export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge' as const;
}

/** The content is not what its sender said. */
export class DigestMismatch extends Error {
  override name = 'DigestMismatch' as const;

  constructor(given: string, actual: string) {
    super(`the content has the digest ${actual}, not ${given}`);
  }
}
