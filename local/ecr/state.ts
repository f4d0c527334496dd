import { randomBytes } from 'node:crypto';
import type { EventSink } from '../events/event.ts';
import { arnStart, dnsSuffix } from '../service/partition.ts';
import { SortedMap } from '../service/sorted-map.ts';
import type { ImageStore } from './images/store.ts';
import type { LifecyclePreview } from './lifecycle/preview.ts';
import type { PullTimeExclusion } from './registry/pull-time-exclusions.ts';
import type { ReplicationBackfill } from './replication/backfill.ts';
import type { ReplicationRule } from './replication/rules.ts';
import type { Replication } from './replication/target.ts';
import type { ScanningConfiguration } from './scanning/configuration.ts';
import type { ImageScan } from './scanning/scan.ts';
import type { Signing, SigningRule } from './signing/sign.ts';
import type { CreationTemplate } from './templates/templates.ts';
import type { World } from './world.ts';

/** All that one ECR private registry (one account in one region) holds. */
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
  /** Absent where no signing configuration was put. */
  signingRules?: readonly SigningRule[] | undefined;
  /** Account settings that were put, by name. */
  readonly accountSettings: Map<string, string>;
  /** By ARN of the principal. */
  readonly pullTimeExclusions: SortedMap<PullTimeExclusion>;
  /** Signs authorization tokens. */
  readonly tokenKey: string;
}

/** `*_WITH_EXCLUSION` turns the rule around for the tags that a filter matches. */
export const tagMutabilities = [
  'IMMUTABLE',
  'MUTABLE',
  'MUTABLE_WITH_EXCLUSION',
  'IMMUTABLE_WITH_EXCLUSION',
] as const;

export interface TagMutability {
  mode: (typeof tagMutabilities)[number];
  /** Wildcard patterns, where `*` is any run of characters. */
  exclusions: readonly string[];
}

export interface Repository {
  readonly name: string;
  readonly createdAt: Date;
  mutability: TagMutability;
  scanOnPush: boolean;
  readonly encryption: {
    encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE';
    kmsKey?: string | undefined;
  };
  /** Resource tags. */
  readonly tags: Map<string, string>;
  policyText?: string | undefined;
  lifecyclePolicyText?: string | undefined;
  /** When the lifecycle policy last ran. */
  lifecycleEvaluatedAt?: Date | undefined;
  lifecyclePreview?: LifecyclePreview | undefined;
  readonly images: ImageStore;
  /** Digests of the configs and layers that were pushed, mounted or cached into it. */
  readonly layers: Set<string>;
  /** When the upstream of a cache rule was last asked for a tag. */
  readonly upstreamChecks: Map<string, Date>;
}

export const imageStatuses = ['ACTIVE', 'ARCHIVED', 'ACTIVATING'] as const;

export interface Image {
  readonly digest: string;
  /** Changed by the image store only. */
  readonly tags: Set<string>;
  readonly sizeInBytes: number;
  readonly pushedAt: Date;
  readonly mediaType: string;
  /** Media type of the config, or the manifest's `artifactType`; an index has none. */
  readonly artifactMediaType?: string | undefined;
  /** Digest of the image that this one refers to (signature, SBOM). */
  readonly subjectDigest?: string | undefined;
  /** Absent for images of a snapshot, which carries none: made up on demand. */
  readonly manifest?: string | undefined;
  /** Digests of an index's children. */
  readonly children: readonly string[];
  status: (typeof imageStatuses)[number];
  lastPulledAt?: Date | undefined;
  lastArchivedAt?: Date | undefined;
  lastActivatedAt?: Date | undefined;
  /** What a snapshot tells of a scan. */
  scan?: { status?: object; findingsSummary?: object } | undefined;
  /** The latest scan that was made here. */
  scanned?: ImageScan | undefined;
  /** How far the copies of the image are, by region. */
  replications?: Map<string, Replication> | undefined;
  /** How far its signatures are, by ARN of the signing profile. */
  signings?: Map<string, Signing> | undefined;
}

export interface CacheRule {
  readonly prefix: string;
  readonly upstreamUrl: string;
  /** Name of the upstream; absent where a snapshot does not tell. */
  readonly upstream?: string | undefined;
  readonly upstreamPrefix: string;
  readonly createdAt: Date;
  updatedAt: Date;
  credentialArn?: string | undefined;
  customRoleArn?: string | undefined;
}

/** What ECR's operations work on and with. */
export interface Ecr {
  readonly registry: Registry;
  readonly secrets: SecretVault;
  readonly emit: EventSink;
  readonly now: () => Date;
  readonly world: World;
}

/** Secrets Manager as ECR's service-linked role sees it. */
export interface SecretVault {
  /** The secret with exactly this full ARN. */
  look(arn: string): SecretView | undefined;
}

export interface SecretView {
  /** Deletion is scheduled, so the value cannot be read. */
  deleted: boolean;
  /** Absent for the AWS managed key `aws/secretsmanager`. */
  kmsKeyId?: string | undefined;
  /** The current value; absent for a binary one. */
  value?: string | undefined;
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

export function repositoryUri(registry: Registry, name: string): string {
  return `${registryHost(registry)}/${name}`;
}

export function registryHost({ accountId, region }: Registry): string {
  return `${accountId}.dkr.ecr.${region}.${dnsSuffix(region)}`;
}
