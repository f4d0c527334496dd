import type { Entry } from '../../actions/audit-log.ts';
import type { RepositoryCount } from '../summary/count.ts';

/** A row of the table `images`: an image as DescribeImages tells of it. */
export interface ImageRow {
  repository: string;
  /** `sha256:` and 64 hex digits. */
  digest: string;
  tags: readonly string[];
  /** Compressed; of an index, the largest of its children. */
  bytes: number;
  pushedAt: Date | undefined;
  /** ECR tells it to the day; undefined when it was never pulled. */
  lastPulledAt: Date | undefined;
  mediaType: string | undefined;
  artifactType: string | undefined;
  /** ACTIVE, ARCHIVED or ACTIVATING. */
  status: string | undefined;
  /** Digest of the image that this one, a signature or an SBOM, refers to. */
  subject: string | undefined;
  /** Digests of the indexes that list it; undefined when no manifest was read. */
  parents: readonly string[] | undefined;
}

/** A row of the table `repositories`: what is set for a repository, and what it holds. */
export interface RepositoryRow extends RepositoryCount {
  createdAt: Date | undefined;
  /** MUTABLE, IMMUTABLE or either with exclusions. */
  tagMutability: string | undefined;
  /** The tags that are exempt from it, as wildcards. */
  tagMutabilityExclusions: readonly string[];
  encryption: string | undefined;
  kmsKey: string | undefined;
  /** The prefix of the pull-through cache rule that fills it; undefined when none does. */
  cacheRule: string | undefined;
  /** What BatchGetRepositoryScanningConfiguration says applies: MANUAL, SCAN_ON_PUSH, CONTINUOUS_SCAN. */
  scanFrequency: string | undefined;
  /** JSON, as it is set; undefined when there is none, or when settings were not read. */
  policy: string | undefined;
  lifecyclePolicy: string | undefined;
  resourceTags: Readonly<Record<string, string>>;
}

/** A row of the table `changes`: what is not as it was at the previous inventory. */
export interface ChangeRow {
  change: (typeof changes)[number];
  repository: string;
  /** Of a tag that is new, gone or has moved. */
  tag: string | undefined;
  /** Of an image, or what the tag points to now. */
  digest: string | undefined;
  /** What a moved or gone tag pointed to. */
  previousDigest: string | undefined;
}

/** A row of the table `acts`: what the stack, or a person by the command, has done. */
export interface ActionRow
  extends Pick<
    Entry,
    'id' | 'by' | 'capability' | 'kind' | 'rule' | 'target' | 'what' | 'weight' | 'state'
  > {
  at: Date;
  /** Undefined for what was done to none: a cache rule. */
  repository: string | undefined;
  /** In a word. */
  outcome: string | undefined;
  error: string | undefined;
  /** JSON: how it was, and how it was to be. */
  before: string | undefined;
  after: string | undefined;
}

export const changes = [
  ...(['repository-new', 'repository-gone'] as const),
  ...(['image-new', 'image-gone'] as const),
  ...(['tag-new', 'tag-gone', 'tag-moved'] as const),
] as const;
