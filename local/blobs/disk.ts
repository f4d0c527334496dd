import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createMeter } from './metered.ts';
import type { BlobDraft, BlobStore } from './store.ts';

/**
 * Blobs as files under a folder: `sha256/<two hex digits>/<hex digest>`, and drafts in `drafts/`. A blob is renamed
 * when it is complete and verified, so no reader ever sees a partial one. Files are not synced to disk: they
 * survive a kill of the process, not a power failure.
 */
export async function diskBlobs(folder: string): Promise<BlobStore> {
  const drafts = join(folder, 'drafts');
  await rm(drafts, { recursive: true, force: true });
  await mkdir(drafts, { recursive: true });
  const pathOf = (digest: string) => {
    const hex = digest.replace('sha256:', '');
    return join(folder, 'sha256', hex.slice(0, 2), hex);
  };
  return {
    size: (digest) =>
      stat(pathOf(digest)).then(
        ({ size }) => size,
        () => undefined,
      ),
    read: (digest, range) => createReadStream(pathOf(digest), range),
    draft: () => startDraft(join(drafts, randomUUID()), pathOf),
    prune: async (keep) => {
      for (const digest of await digestsIn(folder)) if (!keep(digest)) await rm(pathOf(digest));
    },
  };
}

async function startDraft(path: string, pathOf: (digest: string) => string): Promise<BlobDraft> {
  const file = await open(path, 'wx');
  const meter = createMeter();
  const discard = async () => {
    await file.close();
    await rm(path, { force: true });
  };
  return {
    get size() {
      return meter.size;
    },
    append: async (source) => {
      for await (const chunk of source) {
        meter.pass(chunk);
        await writeAll(file, chunk);
      }
    },
    commit: async (digest) => {
      try {
        meter.check(digest);
        const target = pathOf(digest);
        await mkdir(join(target, '..'), { recursive: true });
        await rename(path, target);
      } finally {
        await discard();
      }
    },
    discard,
  };
}

/** One call may write only a part. */
async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, at);
    at += bytesWritten;
  }
}

async function digestsIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'sha256'), { recursive: true }).catch(() => []);
  return entries.flatMap((entry) => {
    const hex = /[\\/]([0-9a-f]{64})$/.exec(entry)?.[1];
    return hex === undefined ? [] : [`sha256:${hex}`];
  });
}
