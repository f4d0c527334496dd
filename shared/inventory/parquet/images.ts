import { imageRow } from '../image-row.ts';
import type { InventorySink } from '../sink.ts';
import type { Part } from '../summary.ts';
import { createPartWriter, type ShardPlace } from './parts.ts';

/** Takes the images of a shard's repositories and writes them as files of the table `images`. */
export interface ImageWriter {
  sink: InventorySink;
  /** Writes what is left, and answers what was written. */
  end(): Promise<Part[]>;
}

export function createImageWriter(place: ShardPlace): ImageWriter {
  const writer = createPartWriter(place, 'images');
  return {
    sink: {
      images: async ({ repositoryName }, page) => {
        for (const image of page) {
          const written = writer.add(imageRow(repositoryName, image));
          if (written) await written;
        }
      },
      repository() {},
    },
    end: () => writer.end(),
  };
}
