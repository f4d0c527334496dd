import type { ECRClient, ImageIdentifier } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import { isCached } from '../registry/cached.ts';
import { unlessGone } from '../registry/races.ts';
import {
  cacheRules,
  image,
  images,
  REPOSITORIES_AT_A_TIME,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { checkImage, checkRepository, tagsToCheck, type Violation } from './check.ts';
import type { Naming } from './rules.ts';

/** What was looked at and what is wrong: all that `check` prints and `enforce` acts on. */
export interface NamingPlan {
  checked: { repositories: number; tags: number };
  violations: Violation[];
}

/**
 * Checks every repository of the scope that no pull-through cache rule fills, and all its tags.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForRegistry(
  ecr: ECRClient,
  naming: Naming,
  { names, onRepository }: RegistryScope = {},
): Promise<NamingPlan> {
  const prefixes = (await cacheRules(ecr)).map((rule) => rule.ecrRepositoryPrefix);
  const plan: NamingPlan = { checked: { repositories: 0, tags: 0 }, violations: [] };
  const checkOne = async (repositoryName: string) => {
    const part = await unlessGone(planForRepository(ecr, naming, repositoryName));
    onRepository?.(repositoryName);
    return part;
  };
  const own = ownRepositoryNames(ecr, prefixes, names);
  for await (const part of pMapIterable(own, checkOne, { concurrency: REPOSITORIES_AT_A_TIME })) {
    if (part === undefined) continue;
    plan.checked.repositories += part.checked.repositories;
    plan.checked.tags += part.checked.tags;
    plan.violations.push(...part.violations);
  }
  return plan;
}

async function* ownRepositoryNames(
  ecr: ECRClient,
  prefixes: string[],
  names: readonly string[] | undefined,
): AsyncGenerator<string> {
  for await (const { repositoryName } of repositories(ecr, names)) {
    if (!isCached(repositoryName, prefixes)) yield repositoryName;
  }
}

async function planForRepository(
  ecr: ECRClient,
  naming: Naming,
  repositoryName: string,
): Promise<NamingPlan> {
  const violations: Violation[] = checkRepository(naming, repositoryName);
  let tags = 0;
  for await (const each of images(ecr, repositoryName, { tagStatus: 'TAGGED' })) {
    tags += tagsToCheck(each).length;
    violations.push(...checkImage(naming, repositoryName, each));
  }
  return { checked: { repositories: 1, tags }, violations };
}

/** One image, as an event names it. */
export interface ImageScope {
  repositoryName: string;
  imageId: ImageIdentifier;
}

/**
 * Checks one image and the name of its repository, on what the registry says now. Costs one call when
 * all is right; only a violation asks whether the repository is a cache.
 *
 * @param declaredPrefixes - Prefixes of the rules in registry.yml: their repositories cost no call.
 */
export async function planForImage(
  ecr: ECRClient,
  naming: Naming,
  { repositoryName, imageId }: ImageScope,
  declaredPrefixes: readonly string[],
): Promise<NamingPlan> {
  if (isCached(repositoryName, declaredPrefixes)) return nothing();
  const found = await image(ecr, repositoryName, imageId);
  if (found === undefined) return nothing();
  const violations: Violation[] = [
    ...checkRepository(naming, repositoryName),
    ...checkImage(naming, repositoryName, found),
  ];
  if (violations.length > 0) {
    const prefixes = (await cacheRules(ecr)).map((rule) => rule.ecrRepositoryPrefix);
    if (isCached(repositoryName, prefixes)) return nothing();
  }
  return { checked: { repositories: 1, tags: tagsToCheck(found).length }, violations };
}

function nothing(): NamingPlan {
  return { checked: { repositories: 0, tags: 0 }, violations: [] };
}
