import type { NewRepository } from './repositories.ts';
import type { Registry } from './state.ts';

/**
 * With which settings a first pull creates a repository: those of the repository creation template whose
 * prefix matches longest. There are no templates here, so it is ECR's defaults (Amazon ECR user guide,
 * "Repository creation templates").
 */
export function settingsForCachedRepository(_registry: Registry, name: string): NewRepository {
  return { name };
}
