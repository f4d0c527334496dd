import type { Snapshot } from './ecr/snapshot/snapshot.ts';
import type { SyntheticSize } from './ecr/synthetic/size.ts';
import type { WorldOptions } from './ecr/world.ts';
import type { Fault } from './http/faults.ts';
import type { Peer } from './peers.ts';
import type { PullThroughOptions } from './pull-through/options.ts';
import type { Uses } from './uses/uses.ts';

export interface LocalAwsOptions extends WorldOptions {
  /** TCP port on 127.0.0.1; default 0, any free one. */
  port?: number;
  /** The account of ordinary credentials; default the snapshot's, else `123456789012`. */
  accountId?: string;
  /** Other accounts: roles in them can be assumed, and images replicated to them; default none. */
  accounts?: readonly string[];
  /**
   * The default region, also that of functions and snapshots; default the snapshot's, else `eu-west-1`. All other
   * regions exist too, each with its own registry, secrets and bus from its first use on.
   */
  region?: string;
  /** The initial content of the registry; default nothing. A data folder that is not new takes precedence. */
  snapshot?: Snapshot;
  /**
   * A synthetic, read-only registry of this size, computed on demand instead of stored; default none. Not together
   * with `snapshot` or `data`.
   */
  synthetic?: SyntheticSize;
  /** Faults from the first call on; default none. */
  faults?: readonly Fault[];
  /** The clock of ECR and Secrets Manager; default the machine's. */
  now?: () => Date;
  /**
   * Folder in which all state survives a restart, created if needed; default none: the state is lost at the end.
   * What was answered survives `kill -9`, and ECR's background work is resumed. Unfinished uploads are not kept.
   */
  data?: string;
  /** Do registry clients have to log in, with the token of GetAuthorizationToken? Default `true`. */
  auth?: boolean;
  /**
   * Registries on this machine that pull through cache rules pull from, by the upstream that they stand for:
   * `{ 'docker-hub': 'http://127.0.0.1:5001' }`; default none, so that nothing is cached.
   */
  upstreams?: Readonly<Record<string, string>>;
  /** What runs images, as ECS and Lambda list it; nothing really runs; default nothing. */
  uses?: Uses;
  /**
   * `on` by default: sessions of roles whose policies are known, such as the functions of a stack, may do what these
   * allow. All other callers may do everything; with `off` all callers.
   */
  iam?: 'on' | 'off';
  /** How pulls through cache rules behave. */
  pullThrough?: PullThroughOptions;
  /**
   * Accounts and regions behind the same endpoint with faults, exchanges, events and a clock of their own; each is
   * started before, and closed by its own caller; default none. All others share those of this one, as do STS, S3,
   * SNS, SQS and DynamoDB of the peers. Every role can be assumed, unless its account has a fault on
   * `sts:AssumeRole` (if the account has several regions: in the first one).
   */
  peers?: readonly Peer[];
}
