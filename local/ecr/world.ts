import { createPermissions, type Permissions } from '../service/permissions.ts';
import { type Background, createBackground, type Durations } from './background.ts';
import type { ReplicationDestination } from './model/replication.ts';
import type { ReplicationTarget } from './replication/target.ts';
import type { Findings } from './scanning/findings.ts';

/** What surrounds an ECR that runs on one machine, and what AWS leaves open about it. */
export interface WorldOptions {
  /** What scanners find; default nothing, in any image. */
  findings?: Findings;
  /** How long previews, restores, scans, replications and signatures take; default no time. */
  durations?: Durations;
  /**
   * Under which detail type changes to a referrer (signature, SBOM) are told; default `ECR Image Action`. AWS
   * documents `ECR Referrer Action` with a restore only, and does not say whether a push comes with it.
   */
  referrerEvents?: 'ECR Image Action' | 'ECR Referrer Action';
  /**
   * Whether BatchDeleteImage by a tag *and* the digest that it points to deletes the image with all its tags, as
   * by the digest alone; default `false`: it removes the tag, as by the tag alone. AWS does not document it.
   */
  pairDeletesImage?: boolean;
  /**
   * What an image under enhanced scanning shows before Inspector has looked at it; default `PENDING`. ECR has been
   * seen to answer `COMPLETE` without findings, and seconds later with them (github.com/aws/aws-sdk/issues/289).
   */
  untilInspected?: 'PENDING' | 'COMPLETE';
  /**
   * Which `proxyEndpoint` comes with an authorization token; default `local`, where this registry is. With `ecr` it is
   * ECR's own, `https://ACCOUNT.dkr.ecr.REGION.amazonaws.com`, without which docker-credential-ecr-login takes no token.
   */
  proxyEndpoint?: 'local' | 'ecr';
  /** Default: everybody may do everything. */
  permissions?: Permissions;
}

export interface World extends Required<Omit<WorldOptions, 'durations'>> {
  readonly background: Background;
  /** The registry that images can be replicated to; `undefined` when the account is not there. */
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
