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
  /** Digests of the configs and layers that were pushed, mounted or cached into it. */
  readonly layers: Set<string>;
  /** When the upstream of a cache rule was last asked for a tag. */
  readonly upstreamChecks: Map<string, Date>;
}

/** What a policy would do to a repository; a repository has the latest one only. */
export interface LifecyclePreview {
  readonly policyText: string;
  /** Absent while it is worked out. Images that wait for an index are left out. */
  actions?: readonly LifecycleAction[];
}
