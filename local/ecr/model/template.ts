import type { TagMutability } from './mutability.ts';
import type { Repository } from './repository.ts';

/** On what occasions ECR creates a repository by itself. */
export const purposes = ['PULL_THROUGH_CACHE', 'REPLICATION', 'CREATE_ON_PUSH'] as const;

export type Purpose = (typeof purposes)[number];

/** How repositories under a prefix are to be when ECR creates them by itself. */
export interface CreationTemplate {
  /** Without a trailing `/`; `ROOT` is for all that no other template is for. */
  readonly prefix: string;
  readonly createdAt: Date;
  updatedAt: Date;
  description?: string | undefined;
  appliedFor: readonly Purpose[];
  mutability: TagMutability;
  encryption?: Repository['encryption'] | undefined;
  resourceTags?: readonly { Key: string; Value: string }[] | undefined;
  /** The texts; an empty one stands for none. */
  repositoryPolicy?: string | undefined;
  lifecyclePolicy?: string | undefined;
  customRoleArn?: string | undefined;
}
