import type { LifecycleRule } from './policy.ts';

/** What a policy looks at in an image. */
export interface LifecycleImage {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly storageClass: 'standard' | 'archive';
  readonly pushedAt: Date;
  readonly lastPulledAt?: Date | undefined;
  readonly lastActivatedAt?: Date | undefined;
  readonly lastArchivedAt?: Date | undefined;
  /** Digests of the indexes that list it. */
  readonly parents: readonly string[];
  readonly subjectDigest?: string | undefined;
}

/** What is to become of one image, and which rule says so. */
export interface LifecycleAction {
  readonly image: LifecycleImage;
  readonly rulePriority: number;
  readonly type: LifecycleRule['action']['type'];
  /** Digests of indexes that keep the image where it is until they have gone the same way. */
  readonly waitsFor: readonly string[];
}

/** An action that was carried out, or the indexes that stood in its way. */
export type LifecycleOutcome = { action: LifecycleAction; blockedBy?: readonly string[] };
