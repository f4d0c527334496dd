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
  /** Absent for images of a snapshot, which has no manifests: generated on demand. */
  readonly manifest?: string | undefined;
  /** Digests of an index's children. */
  readonly children: readonly string[];
  status: (typeof imageStatuses)[number];
  lastPulledAt?: Date | undefined;
  lastArchivedAt?: Date | undefined;
  lastActivatedAt?: Date | undefined;
  /** The scan summary of a snapshot. */
  scan?: { status?: object; findingsSummary?: object } | undefined;
  /** The latest scan by this AWS. */
  scanned?: ImageScan | undefined;
  /** The replication status of the image, by region. */
  replications?: Map<string, Replication> | undefined;
  /** The signing status, by ARN of the signing profile. */
  signings?: Map<string, Signing> | undefined;
}

/** The latest scan of an image. It is no longer shown once the registry's type of scanning changes. */
export interface ImageScan {
  readonly type: ScanningConfiguration['type'];
  readonly startedAt: Date;
  /** The result and its time; absent while the scan runs. */
  result?: (ImageFindings & { completedAt: Date }) | undefined;
}

/** The status of the copy of an image to one destination. */
export interface Replication extends ReplicationDestination {
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  /** Why it failed. AWS does not publish the codes. */
  failureCode?: string | undefined;
}

/** The status of the signing of an image by one profile. It never fails here: there is no Signer that could refuse. */
export interface Signing {
  signingProfileArn: string;
  status: 'IN_PROGRESS' | 'COMPLETE';
}
