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
  /** The account of plain credentials; default the snapshot's, else `123456789012`. */
  accountId?: string;
  /** Other accounts that there are: roles in them can be assumed, and images replicated to them; default none. */
  accounts?: readonly string[];
  /**
   * The region of functions, snapshots and whatever names none; default the snapshot's, else `eu-west-1`. All
   * others are there too, each with its own registry, secrets and bus, from its first use on.
   */
  region?: string;
  /** What the registry holds at first; default nothing. A data folder that is not new goes before it. */
  snapshot?: Snapshot;
  /**
   * A made-up registry of this size in place of a real one, computed and not held, that can only be read;
   * default none. Not together with `snapshot` or `data`.
   */
  synthetic?: SyntheticSize;
  /** What goes wrong from the first call on; default nothing. */
  faults?: readonly Fault[];
  /** What time it is for ECR and Secrets Manager; default the machine's. */
  now?: () => Date;
  /**
   * Folder in which all of it survives a restart, made if need be; default none, so that it is gone at the end.
   * What was answered is still there after `kill -9`, and what ECR had begun goes on. Uploads that are under way are
   * not kept.
   */
  data?: string;
  /** Do registry clients have to log in, with the token of GetAuthorizationToken? Default `true`. */
  auth?: boolean;
  /**
   * Registries on this machine that pull-through cache rules pull from, by the upstream that they stand for:
   * `{ 'docker-hub': 'http://127.0.0.1:5001' }`; default none, so that nothing is cached.
   */
  upstreams?: Readonly<Record<string, string>>;
  /** What runs images: ECS and Lambda list it, and nothing runs; default nothing. */
  uses?: Uses;
  /** How pulls through cache rules go. */
  pullThrough?: PullThroughOptions;
  /**
   * Accounts and regions behind the same endpoint that have faults, exchanges, events and a clock of their own,
   * which the calls to them count for; each started before and to be closed by its starter; default none. All
   * others share those of this one, as do STS, S3, SNS, SQS and DynamoDB of the peers. Of roles, only a fault on
   * `sts:AssumeRole` in their account (in several regions: in the first one) keeps them from being assumed.
   */
  peers?: readonly Peer[];
}
