import type { Snapshot, SnapshotImage } from '../../local/ecr/snapshot/snapshot.ts';
import { digestOf, repositoryName } from './images.ts';

/** Small snapshots for tests. */

export function imageOf(name: string, rest: Partial<SnapshotImage> = {}): SnapshotImage {
  return {
    repositoryName,
    imageDigest: digestOf(name),
    imageSizeInBytes: 1000,
    imagePushedAt: '2026-11-01T12:00:00+00:00',
    ...rest,
  };
}

export function snapshotOf(
  imageDetails: Snapshot['imageDetails'],
  rest: Partial<Snapshot> = {},
): Snapshot {
  return { repositories: [{ repositoryName }], imageDetails, ...rest };
}
