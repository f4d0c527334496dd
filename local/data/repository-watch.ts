import type { Image } from '../ecr/model/image.ts';
import type { Repository } from '../ecr/model/repository.ts';
import type { Change } from './change.ts';
import { encode } from './codec.ts';

/** Finds changes in one repository since the last call; the first call returns everything. */
export interface RepositoryWatch {
  readonly repository: Repository;
  /** @param all check every image, not only those that were added, removed or retagged */
  take(all: boolean): Generator<Change>;
}

export function watchRepository(repository: Repository): RepositoryWatch {
  const { images, layers, name } = repository;
  const changed = images.watchDigests();
  const marks = new Map<string, string>();
  const knownLayers = new Set<string>();
  let headBefore = '';

  function* ofImage(digest: string): Generator<Change> {
    const image = images.get(digest);
    const mark = image && markOf(image);
    if (mark === marks.get(digest)) return;
    if (image && mark !== undefined) {
      marks.set(digest, mark);
      yield [['image', name, digest], encode(image)];
    } else {
      marks.delete(digest);
      yield [['image', name, digest]];
    }
  }

  return {
    repository,
    *take(all) {
      const { images: _, layers: _layers, ...head } = repository;
      const text = encode(head);
      if (text !== headBefore) yield [['repository', name], text];
      headBefore = text;
      for (const digest of layers) {
        if (knownLayers.has(digest)) continue;
        knownLayers.add(digest);
        yield [['layer', name, digest], 'true'];
      }
      const there = all ? Array.from(images.after(), ({ digest }) => digest) : [];
      const digests = new Set(all ? [...there, ...marks.keys()] : changed);
      changed.clear();
      for (const digest of digests) yield* ofImage(digest);
    },
  };
}

/** All that can change in an image: its manifest, which is long, cannot. */
function markOf({ manifest: _, ...image }: Image): string {
  return encode(image);
}
