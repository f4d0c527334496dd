import { createHash } from 'node:crypto';
import { BlobTooLarge, DigestMismatch, largestBlob } from './store.ts';

/** Counts and hashes the bytes of a stream, so that no content is read twice or kept in memory. */
export function createMeter() {
  const hash = createHash('sha256');
  let size = 0;
  return {
    get size() {
      return size;
    },
    /** @throws BlobTooLarge before the bytes are counted */
    pass(chunk: Uint8Array): void {
      if (size + chunk.length > largestBlob) {
        throw new BlobTooLarge(`a layer has at most ${largestBlob} bytes`);
      }
      size += chunk.length;
      hash.update(chunk);
    },
    /** Ends the count. @throws DigestMismatch */
    check(digest: string): void {
      const actual = `sha256:${hash.digest('hex')}`;
      if (actual !== digest) throw new DigestMismatch(digest, actual);
    },
  };
}
