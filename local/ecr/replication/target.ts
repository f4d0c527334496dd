import type { Image } from '../model/image.ts';
import type { ReplicationDestination } from '../model/replication.ts';

/** An image on its way to another region. */
export interface Replica {
  repositoryName: string;
  image: Image;
  tag?: string | undefined;
  /** Images of an index, which come along where they are missing. */
  children: readonly Image[];
  /** Digests of the layers that the repository has, of which those of the images come along. */
  layers: ReadonlySet<string>;
  from: ReplicationDestination;
}

/** A registry that takes in copies. */
export interface ReplicationTarget {
  readonly accountId: string;
  readonly region: string;
  /** @returns why the copy is not taken in; `undefined` when it is */
  takeReplica(replica: Replica): string | undefined;
}
