import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Store } from '../../walk/store/store.ts';
import type { NameCheck } from '../compare/names.ts';
import type { Partition } from '../store/partition.ts';

/** What reading a shard needs, and where it is written. */
export interface ShardWork extends ShardOptions {
  ecr: ECRClient;
  store: Store;
  partition: Partition;
  number: number;
}

export interface ShardOptions {
  /** Whether to read policies and resource tags of the repositories. */
  settings: boolean;
  /** Whether to read which images the indexes list. */
  manifests: boolean;
  /** When the run began. */
  takenAt: Date;
  /** Default: names are not checked. */
  names?: NameCheck;
  /** The index of the repository to begin with; default 0. */
  from?: number;
  /** No repository is begun after this time, in ms since 1970; default: all are. */
  until?: number;
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: (repositoryName: string) => void;
}
