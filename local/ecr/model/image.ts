import type { ImageFindings } from '../scanning/findings.ts';
import type { ReplicationDestination } from './replication.ts';
import type { ScanningConfiguration } from './scanning.ts';

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

/** The latest scan of an image. Once the registry's type of scanning has changed, it does not show any more. */
export interface ImageScan {
  readonly type: ScanningConfiguration['type'];
  readonly startedAt: Date;
  /** What came of it and when; absent while it goes on. */
  result?: (ImageFindings & { completedAt: Date }) | undefined;
}

/** How far the copy of an image to one destination is. */
export interface Replication extends ReplicationDestination {
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  /** Why it failed. AWS has no list of codes. */
  failureCode?: string | undefined;
}

/** How far the signing of an image by one profile is. Here it never fails: there is no Signer that could refuse. */
export interface Signing {
  signingProfileArn: string;
  status: 'IN_PROGRESS' | 'COMPLETE';
}
