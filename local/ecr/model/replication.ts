export interface ReplicationDestination {
  region: string;
  registryId: string;
}

/** Where pushed images are copied to, from all repositories or from those with a prefix. */
export interface ReplicationRule {
  destinations: readonly ReplicationDestination[];
  repositoryFilters?: readonly { filter: string; filterType: 'PREFIX_MATCH' }[] | undefined;
}

/** A copy of all images that were pushed before their replication rule existed. */
export interface ReplicationBackfill {
  readonly id: string;
  readonly destination: ReplicationDestination;
  readonly startedAt: Date;
  endedAt?: Date | undefined;
  status: 'PREPARING' | 'IN_PROGRESS' | 'COMPLETE' | 'STOPPED';
  /** The number of copies; absent until it is known. */
  total?: number | undefined;
  readonly results: BackfillResult[];
}

export interface BackfillResult {
  repositoryName: string;
  imageDigest: string;
  imageTag?: string | undefined;
  /** Why the copy failed; absent when it arrived. */
  failureCode?: string | undefined;
}
