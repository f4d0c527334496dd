import { lifecyclePolicyText } from '../../config/schema/lifecycle-policy.ts';
import type { CachedRepositories } from '../../config/schema/schema.ts';
import {
  encryptionOf,
  type Mutability,
  mutabilityOf,
  type Settings,
} from '../../registry/settings/repository-settings.ts';

/** What registry.yml says, and nothing of what it leaves open. */
export function declaredSettings(declared: CachedRepositories): Settings {
  const { lifecycle, mutability, policy, tags, encryption, scanOnPush } = declared;
  const exclusions = declared.mutabilityExclusions;
  return {
    ...(mutability && { mutability: mutabilityOf(mutability, exclusions) }),
    ...(lifecycle && { lifecyclePolicy: lifecyclePolicyText(lifecycle) }),
    ...(policy && { repositoryPolicy: JSON.stringify(policy) }),
    ...(tags && { resourceTags: tags }),
    ...(encryption && { encryption: encryptionOf(encryption) }),
    ...(scanOnPush !== undefined && { scanOnPush }),
  };
}

/**
 * ECR asks upstream for a tag again after a day, and cannot let it point to the new image if it may not
 * change: the cache serves the old one for ever.
 */
export function immutabilityWarning(mutability: Mutability | undefined): string[] {
  const mode = mutability?.imageTagMutability;
  if (mode === 'IMMUTABLE') return ['immutable tags: ECR can never refresh a cached tag'];
  if (mode === 'IMMUTABLE_WITH_EXCLUSION') {
    const moving = mutability?.exclusions?.join(', ');
    return [`immutable tags: ECR can never refresh a cached tag but ${moving}`];
  }
  if (mode !== 'MUTABLE_WITH_EXCLUSION') return [];
  return [`immutable tags: ECR can never refresh the cached ${mutability?.exclusions?.join(', ')}`];
}
