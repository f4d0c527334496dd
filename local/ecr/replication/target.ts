import type { Image } from '../state.ts';
import type { ReplicationDestination } from './rules.ts';

/** How far the copy of an image to one destination is. */
export interface Replication extends ReplicationDestination {
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  /** Why it failed. AWS has no list of codes. */
  failureCode?: string | undefined;
}

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
