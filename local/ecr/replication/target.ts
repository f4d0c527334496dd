import type { Image } from '../model/image.ts';
import type { ReplicationDestination } from '../model/replication.ts';

/** An image to be replicated. */
export interface Replica {
  repositoryName: string;
  image: Image;
  tag?: string | undefined;
  /** The images of an image index; missing ones are copied with it. */
  children: readonly Image[];
  /** Digests of the repository's layers; those of the images are copied. */
  layers: ReadonlySet<string>;
  from: ReplicationDestination;
}

/** A destination registry. */
export interface ReplicationTarget {
  readonly accountId: string;
  readonly region: string;
  /** @returns why the copy fails; `undefined` on success */
  takeReplica(replica: Replica): string | undefined;
}
