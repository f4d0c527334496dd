import { createPermissions, type Permissions } from '../iam/permissions.ts';
import { type Background, createBackground, type Durations } from './background.ts';
import type { ReplicationDestination } from './model/replication.ts';
import type { ReplicationTarget } from './replication/target.ts';
import type { Findings } from './scanning/findings.ts';

/** The surroundings of the local ECR, and its behaviour where AWS documents none. */
export interface WorldOptions {
  /** What scanners find; default nothing, in any image. */
  findings?: Findings;
  /** How long previews, restores, scans, replications and signatures take; default 0. */
  durations?: Durations;
  /**
   * The detail type of events of a referrer (signature, SBOM); default `ECR Image Action`. AWS documents `ECR
   * Referrer Action` for a restore only, and does not say whether a push sends it.
   */
  referrerEvents?: 'ECR Image Action' | 'ECR Referrer Action';
  /**
   * Whether BatchDeleteImage by a tag *and* the digest that it points to deletes the image with all its tags, as
   * by the digest alone; default `false`: it removes the tag, as by the tag alone. AWS does not document it.
   */
  pairDeletesImage?: boolean;
  /**
   * The scan status of an image under enhanced scanning before Inspector has scanned it; default `PENDING`. Users
   * report that ECR answers `COMPLETE` without findings, and seconds later with them
   * (github.com/aws/aws-sdk/issues/289).
   */
  untilInspected?: 'PENDING' | 'COMPLETE';
  /**
   * The `proxyEndpoint` of an authorization token; default `local`, the address of this registry. `ecr` is ECR's
   * own, `https://ACCOUNT.dkr.ecr.REGION.amazonaws.com`, which docker-credential-ecr-login requires.
   */
  proxyEndpoint?: 'local' | 'ecr';
  /** Default: all calls are allowed. */
  permissions?: Permissions;
}

export interface World extends Required<Omit<WorldOptions, 'durations'>> {
  readonly background: Background;
  /** The registry that images can be replicated to; `undefined` when the account does not exist. */
  readonly replicationTarget: (to: ReplicationDestination) => ReplicationTarget | undefined;
}

export function createWorld(
  options: WorldOptions = {},
  replicationTarget: World['replicationTarget'] = () => undefined,
  done?: Parameters<typeof createBackground>[1],
): World {
  return {
    findings: options.findings ?? {},
    referrerEvents: options.referrerEvents ?? 'ECR Image Action',
    pairDeletesImage: options.pairDeletesImage ?? false,
    untilInspected: options.untilInspected ?? 'PENDING',
    proxyEndpoint: options.proxyEndpoint ?? 'local',
    permissions: options.permissions ?? createPermissions(),
    background: createBackground(options.durations, done),
    replicationTarget,
  };
}
