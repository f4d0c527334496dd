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

/** A repository of many images, each with what `rest` says of its number: at once, where a push each takes seconds. */
export function crowded(
  name: string,
  count: number,
  rest: (at: number) => Partial<SnapshotImage> = () => ({}),
): Snapshot {
  const images = Array.from({ length: count }, (_, at) =>
    imageOf(`${name} ${at}`, { repositoryName: name, ...rest(at) }),
  );
  return snapshotOf(images, { repositories: [{ repositoryName: name }] });
}
