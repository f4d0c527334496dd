import { randomBytes } from 'node:crypto';
import { arnStart, dnsSuffix } from '../../service/partition.ts';
import { SortedMap } from '../../service/sorted-map.ts';
import type { ReplicationBackfill, ReplicationRule } from './replication.ts';
import type { Repository } from './repository.ts';
import type { ScanningConfiguration } from './scanning.ts';
import type { CreationTemplate } from './template.ts';

/** Which repositories' images are signed, and with which profile of AWS Signer. */
export interface SigningRule {
  signingProfileArn: string;
  /** Default: all repositories. */
  repositoryFilters?: readonly { filter: string; filterType: 'WILDCARD_MATCH' }[] | undefined;
}

/** A principal whose pulls do not count as the last recorded pull of an image. */
export interface PullTimeExclusion {
  readonly principalArn: string;
  readonly createdAt: Date;
}

/** The content of one ECR private registry (one account in one region). */
export interface Registry {
  readonly accountId: string;
  readonly region: string;
  /** By name. */
  readonly repositories: SortedMap<Repository>;
  /** By prefix. */
  readonly rules: SortedMap<CacheRule>;
  policyText?: string | undefined;
  /** Repository creation templates, by prefix. */
  readonly templates: SortedMap<CreationTemplate>;
  scanning: ScanningConfiguration;
  replicationRules: readonly ReplicationRule[];
  /** By id, the oldest first. */
  readonly backfills: Map<string, ReplicationBackfill>;
  /** Absent without a signing configuration. */
  signingRules?: readonly SigningRule[] | undefined;
  /** Account settings that are set, by name. */
  readonly accountSettings: Map<string, string>;
  /** By ARN of the principal. */
  readonly pullTimeExclusions: SortedMap<PullTimeExclusion>;
  /** Signs authorization tokens. */
  readonly tokenKey: string;
}

export interface CacheRule {
  readonly prefix: string;
  readonly upstreamUrl: string;
  /** Name of the upstream; absent where a snapshot does not have it. */
  readonly upstream?: string | undefined;
  readonly upstreamPrefix: string;
  readonly createdAt: Date;
  updatedAt: Date;
  credentialArn?: string | undefined;
  customRoleArn?: string | undefined;
}

/** @param repositories default none yet */
export function createRegistry(
  accountId: string,
  region: string,
  repositories: SortedMap<Repository> = new SortedMap(),
): Registry {
  return {
    accountId,
    region,
    repositories,
    rules: new SortedMap(),
    templates: new SortedMap(),
    scanning: { type: 'BASIC', rules: [] },
    replicationRules: [],
    backfills: new Map(),
    accountSettings: new Map(),
    pullTimeExclusions: new SortedMap(),
    tokenKey: randomBytes(32).toString('hex'),
  };
}

export function repositoryArn({ accountId, region }: Registry, name: string): string {
  return `${arnStart(region)}:ecr:${region}:${accountId}:repository/${name}`;
}

/** The text of a repository's policy. */
export function policyOf(registry: Registry, arn: string): string | undefined {
  const [, name = ''] = /:repository\/(.+)$/.exec(arn) ?? [];
  return registry.repositories.get(name)?.policyText;
}

export function repositoryUri(registry: Registry, name: string): string {
  return `${registryHost(registry)}/${name}`;
}

export function registryHost({ accountId, region }: Registry): string {
  return `${accountId}.dkr.ecr.${region}.${dnsSuffix(region)}`;
}
