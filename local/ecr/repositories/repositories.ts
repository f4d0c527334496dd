import type { AwsError } from '../../http/errors.ts';
import { announce } from '../announce.ts';
import {
  invalidParameter,
  repositoryAlreadyExists,
  repositoryNotEmpty,
  repositoryNotFound,
} from '../errors.ts';
import { ImageStore } from '../images/store.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { TagMutability } from '../model/mutability.ts';
import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { encryptionOf } from './encryption.ts';

/** @throws AwsError `RepositoryNotFoundException` */
export function requireRepository(registry: Registry, name: string): Repository {
  const repository = registry.repositories.get(name);
  if (!repository) throw repositoryNotFound(registry, name);
  return repository;
}

/** Is an image, on which background work was started, still in its repository? */
export function isStillThere(registry: Registry, repository: Repository, image: Image): boolean {
  const { name, images } = repository;
  return registry.repositories.get(name) === repository && images.get(image.digest) === image;
}

/** The options of a new repository; the defaults are AWS's. */
export interface NewRepository {
  name: string;
  mutability?: TagMutability;
  scanOnPush?: boolean | undefined;
  encryption?: Repository['encryption'] | undefined;
  tags?: Map<string, string>;
  policyText?: string | undefined;
  lifecyclePolicyText?: string | undefined;
}

/** @throws AwsError `RepositoryAlreadyExistsException` */
export function createRepository(ecr: Ecr, wanted: NewRepository): Repository {
  const { registry } = ecr;
  if (registry.repositories.has(wanted.name)) throw repositoryAlreadyExists(registry, wanted.name);
  const repository: Repository = {
    name: wanted.name,
    createdAt: ecr.now(),
    mutability: wanted.mutability ?? { mode: 'MUTABLE', exclusions: [] },
    scanOnPush: wanted.scanOnPush ?? false,
    encryption: encryptionOf(registry, wanted.encryption),
    tags: wanted.tags ?? new Map(),
    policyText: wanted.policyText,
    lifecyclePolicyText: wanted.lifecyclePolicyText,
    images: new ImageStore(),
    layers: new Set(),
    upstreamChecks: new Map(),
  };
  registry.repositories.set(repository.name, repository);
  return repository;
}

/**
 * Deletes a repository with its images, and sends a deletion event for each image; AWS does not document whether it
 * does.
 *
 * @param force delete it even if it contains images
 * @throws AwsError `RepositoryNotFoundException`, `RepositoryNotEmptyException`
 */
export function deleteRepository(ecr: Ecr, name: string, force = false): Repository {
  const repository = requireRepository(ecr.registry, name);
  if (repository.images.size > 0 && !force) throw repositoryNotEmpty(ecr.registry, name);
  ecr.registry.repositories.delete(name);
  for (const image of repository.images.after()) {
    const tags = image.tags.size > 0 ? image.tags : [undefined];
    for (const tag of tags) announce(ecr, 'DELETE', repository, image, tag);
  }
  return repository;
}

/** Maximum of wildcards in one exclusion filter (Terraform's provider and its acceptance tests against ECR). */
const wildcardsPerFilter = 2;

/**
 * Filters must match the mode: the `*_WITH_EXCLUSION` modes need 1 to 5 filters, the others take none.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function tagMutability(
  mode: TagMutability['mode'] = 'MUTABLE',
  exclusions: readonly string[] = [],
): TagMutability {
  const wantsFilters = mode.endsWith('_WITH_EXCLUSION');
  if (wantsFilters && exclusions.length === 0) throw invalidFilters(`can't be null ${setAs(mode)}`);
  if (!wantsFilters && exclusions.length > 0) throw invalidFilters(`must be null ${setAs(mode)}`);
  if (exclusions.some((filter) => filter.split('*').length - 1 > wildcardsPerFilter)) {
    throw invalidFilters(`can't have more than ${wildcardsPerFilter} wildcards in one filter`);
  }
  return { mode, exclusions };
}

function setAs(mode: TagMutability['mode']): string {
  return `when imageTagMutability is set as ${mode}`;
}

function invalidFilters(problem: string): AwsError {
  const constraint = `ImageTagMutabilityExclusionFilters ${problem}`;
  return invalidParameter('imageTagMutabilityExclusionFilters', constraint);
}
