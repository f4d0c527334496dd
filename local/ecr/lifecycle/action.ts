import type { LifecycleRule } from './policy.ts';

/** The attributes of an image that a policy reads. */
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

/** The action for one image, and the rule that causes it. */
export interface LifecycleAction {
  readonly image: LifecycleImage;
  readonly rulePriority: number;
  readonly type: LifecycleRule['action']['type'];
  /** Digests of image indexes that keep the image until they get the same action. */
  readonly waitsFor: readonly string[];
}

/** An action that was carried out, or the image indexes that prevented it. */
export type LifecycleOutcome = { action: LifecycleAction; blockedBy?: readonly string[] };
