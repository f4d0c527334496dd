import { Readable } from 'node:stream';
import { createMeter } from './metered.ts';
import type { BlobStore } from './store.ts';

/** Blobs in memory, lost when the process ends. */
export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Buffer>();
  return {
    size: async (digest) => blobs.get(digest)?.length,
    read: (digest, range) => {
      const content = blobs.get(digest) ?? Buffer.alloc(0);
      return Readable.from([range ? content.subarray(range.start, range.end + 1) : content]);
    },
    draft: async () => {
      const meter = createMeter();
      let chunks: Uint8Array[] = [];
      return {
        get size() {
          return meter.size;
        },
        append: async (source) => {
          for await (const chunk of source) {
            meter.pass(chunk);
            chunks.push(chunk);
          }
        },
        commit: async (digest) => {
          meter.check(digest);
          blobs.set(digest, Buffer.concat(chunks));
        },
        discard: async () => {
          chunks = [];
        },
      };
    },
    prune: async (keep) => {
      for (const digest of blobs.keys()) if (!keep(digest)) blobs.delete(digest);
    },
  };
}
