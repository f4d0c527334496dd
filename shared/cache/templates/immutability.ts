import type { Mutability } from '../../registry/settings/repository-settings.ts';

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
