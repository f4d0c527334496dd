import type { ImageStore } from '../images/store.ts';
import type { LifecycleAction } from '../lifecycle/action.ts';
import type { TagMutability } from './mutability.ts';

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
  /** Digests of the configs and layers that were pushed to, mounted in or cached in it. */
  readonly layers: Set<string>;
  /** When a tag was last checked against the upstream of its cache rule. */
  readonly upstreamChecks: Map<string, Date>;
}

/** The preview of a lifecycle policy; a repository keeps only the latest. */
export interface LifecyclePreview {
  readonly policyText: string;
  /** Absent while the preview runs. Images that wait for an image index are left out. */
  actions?: readonly LifecycleAction[];
}
