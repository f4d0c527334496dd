import { randomUUID } from 'node:crypto';
import type { BlobDraft, BlobStore } from '../blobs/store.ts';
import { DistributionError } from './errors.ts';

/** An upload between its POST and its closing PUT. */
export interface Upload {
  readonly id: string;
  readonly repositoryName: string;
  readonly draft: BlobDraft;
  touchedAt: number;
  /** A request is writing; a second one at the same time is refused. */
  busy: boolean;
}

/** All unfinished uploads; each is visible at its own address only. */
export interface Uploads {
  start(repositoryName: string): Promise<Upload>;
  /** @throws DistributionError `BLOB_UPLOAD_UNKNOWN` */
  require(repositoryName: string, id: string): Upload;
  /**
   * Runs the write of one request.
   *
   * @throws DistributionError `BLOB_UPLOAD_INVALID` while another request writes
   */
  exclusively<Result>(upload: Upload, write: () => Promise<Result>): Promise<Result>;
  /** Drops an upload and its content. */
  end(upload: Upload): Promise<void>;
  /** Drops all uploads. */
  close(): Promise<void>;
}

/** An abandoned upload is dropped after 24 hours, when the next one starts. */
const patience = 24 * 60 * 60 * 1000;

export function createUploads(blobs: BlobStore, now: () => Date): Uploads {
  const uploads = new Map<string, Upload>();
  const end = async (upload: Upload) => {
    uploads.delete(upload.id);
    await upload.draft.discard();
  };
  const time = () => now().getTime();
  return {
    end,
    close: async () => {
      await Promise.all(Array.from(uploads.values(), end));
    },
    start: async (repositoryName) => {
      const stale = uploads.values().filter((it) => !it.busy && time() - it.touchedAt > patience);
      await Promise.all(Array.from(stale, end));
      const draft = await blobs.draft();
      const upload = { id: randomUUID(), repositoryName, draft, touchedAt: time(), busy: false };
      uploads.set(upload.id, upload);
      return upload;
    },
    require: (repositoryName, id) => {
      const upload = uploads.get(id);
      if (upload?.repositoryName === repositoryName) return upload;
      throw new DistributionError(
        404,
        'BLOB_UPLOAD_UNKNOWN',
        `The upload id '${id}' does not exist in the repository with name '${repositoryName}'`,
      );
    },
    exclusively: async (upload, write) => {
      if (upload.busy) {
        throw new DistributionError(
          409,
          'BLOB_UPLOAD_INVALID',
          'Another request is writing to this upload.',
        );
      }
      upload.busy = true;
      try {
        return await write();
      } finally {
        upload.busy = false;
        upload.touchedAt = time();
      }
    },
  };
}
