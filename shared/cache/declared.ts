import type { RegistryConfig } from '../config/schema/schema.ts';

/** What registry.yml declares of the cache, and the templates for other purposes: `prune` decides about both. */
export type DeclaredCache = RegistryConfig['pullThroughCache'] &
  Partial<Pick<RegistryConfig, 'creationTemplates'>>;

export function declaredCache({
  pullThroughCache,
  creationTemplates,
}: Pick<RegistryConfig, 'pullThroughCache' | 'creationTemplates'>): DeclaredCache {
  return { ...pullThroughCache, creationTemplates };
}
