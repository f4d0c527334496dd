import type { Repository } from '../model/repository.ts';
import type { LifecycleImage } from './action.ts';

/** The images of a repository that policies evaluate: all but those that are being restored. */
export function lifecycleImages({ images }: Repository): LifecycleImage[] {
  const settled = Array.from(images.after()).filter((image) => image.status !== 'ACTIVATING');
  return settled.map((image) => ({
    digest: image.digest,
    tags: [...image.tags],
    storageClass: image.status === 'ARCHIVED' ? 'archive' : 'standard',
    pushedAt: image.pushedAt,
    lastPulledAt: image.lastPulledAt,
    lastActivatedAt: image.lastActivatedAt,
    lastArchivedAt: image.lastArchivedAt,
    parents: images.parentsOf(image.digest),
    subjectDigest: image.subjectDigest,
  }));
}
