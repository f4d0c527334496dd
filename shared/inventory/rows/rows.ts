import type { Entry } from '../../actions/audit-log.ts';
import type { Deletion } from '../../use/deleted/deletion.ts';
import type { RepositoryCount } from '../summary/count.ts';

/** A row of the table `images`: an image by DescribeImages. */
export interface ImageRow {
  repository: string;
  /** `sha256:` and 64 hex digits. */
  digest: string;
  tags: readonly string[];
  /** Compressed; of an index, the largest of its children. */
  bytes: number;
  pushedAt: Date | undefined;
  /** ECR gives it to the day; undefined when it was never pulled. */
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

/** A row of the table `repositories`: the settings of a repository, and its contents. */
export interface RepositoryRow extends RepositoryCount {
  createdAt: Date | undefined;
  /** MUTABLE, IMMUTABLE or either with exclusions. */
  tagMutability: string | undefined;
  /** The tags that are exempt from it, as wildcards. */
  tagMutabilityExclusions: readonly string[];
  encryption: string | undefined;
  kmsKey: string | undefined;
  /** The prefix of the pull through cache rule that fills it; undefined when none does. */
  cacheRule: string | undefined;
  /** The frequency that applies by BatchGetRepositoryScanningConfiguration: MANUAL, SCAN_ON_PUSH, CONTINUOUS_SCAN. */
  scanFrequency: string | undefined;
  /** JSON, as it is set; undefined when there is none, or when settings were not read. */
  policy: string | undefined;
  lifecyclePolicy: string | undefined;
  resourceTags: Readonly<Record<string, string>>;
}

/** A row of the table `changes`: a change since the previous inventory. */
export interface ChangeRow {
  change: (typeof changes)[number];
  repository: string;
  /** The tag, where one is new, gone or has moved. */
  tag: string | undefined;
  /** The digest of the image, or of what the tag points to now. */
  digest: string | undefined;
  /** The digest that a moved or gone tag pointed to. */
  previousDigest: string | undefined;
}

/** A row of the table `acts`: an action by the stack, or by a person with the command. */
export interface ActionRow
  extends Pick<
    Entry,
    'id' | 'by' | 'capability' | 'kind' | 'rule' | 'target' | 'what' | 'weight' | 'state'
  > {
  at: Date;
  /** Undefined for an action on none, such as a cache rule. */
  repository: string | undefined;
  /** The outcome, in a word. */
  outcome: string | undefined;
  error: string | undefined;
  /** JSON: before the action, and as the action was to leave it. */
  before: string | undefined;
  after: string | undefined;
}

/** A row of the table `deletions`: an image that was deleted or archived. */
export interface DeletionRow
  extends Pick<Deletion, 'repository' | 'action' | 'cause' | 'rule' | 'ruleText' | 'by'> {
  /** When it was; of one of which no event has come, when the walk no longer found it. */
  at: Date;
  digest: string;
  /** Of its tags those that events name. */
  tags: readonly string[];
  /** Undefined: it is not known. */
  inUse: boolean | undefined;
  /** Who used it, 20 at most. */
  usedBy: readonly string[];
}

export const changes = [
  ...(['repository-new', 'repository-gone'] as const),
  ...(['image-new', 'image-gone'] as const),
  ...(['tag-new', 'tag-gone', 'tag-moved'] as const),
] as const;
