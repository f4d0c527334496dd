import { repositoryNotFound } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Repository } from '../model/repository.ts';
import type { Purpose } from '../model/template.ts';
import { type CreationFailure, settingsFor } from '../templates/templates.ts';
import { createRepository } from './repositories.ts';

/** The repository of this name, or one that ECR creates for this purpose, or why it creates none. */
export function repositoryFor(
  ecr: Ecr,
  name: string,
  purpose: Purpose,
): { repository: Repository } | { failure: CreationFailure } {
  const known = ecr.registry.repositories.get(name);
  if (known) return { repository: known };
  const made = settingsFor(ecr.registry, name, purpose);
  if ('failure' in made) return made;
  return { repository: createRepository(ecr, { ...made.settings, name }) };
}

/**
 * The repository for a push; a missing one is created if a template for CREATE_ON_PUSH applies to it.
 *
 * @throws AwsError `RepositoryNotFoundException`
 */
export function repositoryForPush(ecr: Ecr, name: string): Repository {
  const found = repositoryFor(ecr, name, 'CREATE_ON_PUSH');
  if ('failure' in found) throw repositoryNotFound(ecr.registry, name);
  return found.repository;
}
