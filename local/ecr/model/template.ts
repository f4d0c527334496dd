import type { TagMutability } from './mutability.ts';
import type { Repository } from './repository.ts';

/** The occasions on which ECR creates a repository. */
export const purposes = ['PULL_THROUGH_CACHE', 'REPLICATION', 'CREATE_ON_PUSH'] as const;

export type Purpose = (typeof purposes)[number];

/** The settings of repositories that ECR creates under a prefix. */
export interface CreationTemplate {
  /** Without a trailing `/`; `ROOT` applies where no other template does. */
  readonly prefix: string;
  readonly createdAt: Date;
  updatedAt: Date;
  description?: string | undefined;
  appliedFor: readonly Purpose[];
  mutability: TagMutability;
  encryption?: Repository['encryption'] | undefined;
  resourceTags?: readonly { Key: string; Value: string }[] | undefined;
  /** The policy texts; an empty one means none. */
  repositoryPolicy?: string | undefined;
  lifecyclePolicy?: string | undefined;
  customRoleArn?: string | undefined;
}
