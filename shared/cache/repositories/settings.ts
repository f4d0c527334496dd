import { lifecyclePolicyText } from '../../config/schema/lifecycle-policy.ts';
import type { CachedRepositories } from '../../config/schema/schema.ts';
import {
  encryptionOf,
  type Mutability,
  mutabilityOf,
  type Settings,
} from '../../registry/settings/repository-settings.ts';

/** The settings that registry.yml declares, and no others. */
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
 * ECR checks a tag upstream again after a day, and cannot move an immutable tag to the new image: the cache serves
 * the old one for ever.
 */
export function immutabilityWarning(mutability: Mutability | undefined): string[] {
  const mode = mutability?.imageTagMutability;
  if (mode === 'IMMUTABLE') return ['immutable tags: ECR can never refresh a cached tag'];
  if (mode === 'IMMUTABLE_WITH_EXCLUSION') {
    const moving = mutability?.exclusions?.join(', ');
    return [`immutable tags: ECR can never refresh a cached tag except ${moving}`];
  }
  if (mode !== 'MUTABLE_WITH_EXCLUSION') return [];
  return [`immutable tags: ECR can never refresh the cached ${mutability?.exclusions?.join(', ')}`];
}
