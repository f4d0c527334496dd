import type { ECRClient, ImageIdentifier } from '@aws-sdk/client-ecr';
import { isCached } from '../registry/cached.ts';
import { tagsOfPushers } from '../registry/manifests/referrers.ts';
import {
  cachePrefixes,
  image,
  imagesOf,
  type RegistryImage,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { readWhole } from '../walk/reading/whole.ts';
import { checkImage, checkRepository, type Violation } from './check.ts';
import { collectNaming, type NamingFound, nothing } from './collect.ts';
import type { Naming } from './rules.ts';
import { onlyFree } from './suggest/certain.ts';
import { comparedWithOthers } from './suggest/others.ts';

/** What was checked and what is invalid: all that `check` prints and `enforce` works on. */
export interface NamingPlan extends NamingFound {
  /** The number of tags that a percentage of limits refers to. Where it is unknown, nothing is deleted. */
  of?: number;
}

export interface NamingScope extends RegistryScope {
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. Default none. */
  cachePrefixes?: readonly string[];
}

/**
 * Checks every repository of the scope that no pull through cache rule fills, and all its tags.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForRegistry(
  ecr: ECRClient,
  naming: Naming,
  { names, onRepository, cachePrefixes: declared = [] }: NamingScope = {},
): Promise<NamingPlan> {
  const prefixes = await cachePrefixes(ecr, declared);
  const listed = new Set<string>();
  const own = async function* () {
    for await (const repository of repositories(ecr, names)) {
      listed.add(repository.repositoryName);
      if (!isCached(repository.repositoryName, prefixes)) yield repository;
    }
  };
  const begin = () => {
    const visit = collectNaming(naming, prefixes);
    return { visits: [{ visitor: 'naming', onlyTagged: true, visit }], result: visit.found };
  };
  const { checked, violations } = await readWhole(ecr, own, begin, { onRepository });
  return { checked, violations: onlyFree(violations, listed), of: checked.tags };
}

/** Some images of one repository. */
export interface ImagesScope {
  repositoryName: string;
  digests: readonly string[];
}

/**
 * Checks some images of one repository by what the registry says now. One that is gone has no violations.
 *
 * @param prefixes - Of all cache rules; called where there is a violation.
 */
export async function planForImages(
  ecr: ECRClient,
  naming: Naming,
  { repositoryName, digests }: ImagesScope,
  prefixes: () => Promise<readonly string[]>,
): Promise<NamingFound> {
  const found = await imagesOf(ecr, repositoryName, digests);
  const violations = found.flatMap((each) => checkImage(naming, repositoryName, each));
  if (violations.length > 0 && isCached(repositoryName, await prefixes())) return ofNothing();
  const tags = found.reduce((sum, each) => sum + tagsOfPushers(each).length, 0);
  return {
    checked: { repositories: 1, images: found.length, tags },
    violations: await comparedWithOthers(
      ecr,
      naming,
      { repositoryName, images: found },
      violations,
    ),
  };
}

/** One image, as an event names it. */
export interface ImageScope {
  repositoryName: string;
  imageId: ImageIdentifier;
  /** When the image got a tag, by the event: used only where that is later than the image itself. */
  pushedAt?: Date;
}

/**
 * Checks one image and the name of its repository, by what the registry says now. Costs one call when all is valid;
 * only a violation asks whether the repository is cached, and reads the other images where a suggestion needs them.
 * Nothing may be deleted for one image, as the number of other deletions is unknown.
 *
 * @param declaredPrefixes - Prefixes of the rules in registry.yml: their repositories cost no call.
 */
export async function planForImage(
  ecr: ECRClient,
  naming: Naming,
  { repositoryName, imageId, pushedAt }: ImageScope,
  declaredPrefixes: readonly string[],
): Promise<NamingPlan> {
  if (isCached(repositoryName, declaredPrefixes)) return ofNothing();
  const found = await image(ecr, repositoryName, imageId);
  if (found === undefined) return ofNothing();
  const violations: Violation[] = [
    ...checkRepository(naming, repositoryName),
    ...checkImage(naming, repositoryName, found, pushed(found, pushedAt)),
  ];
  if (violations.length > 0) {
    const prefixes = await cachePrefixes(ecr, declaredPrefixes);
    if (isCached(repositoryName, prefixes)) return ofNothing();
  }
  const tags = tagsOfPushers(found).length;
  return {
    checked: { repositories: 1, images: 1, tags },
    violations: await comparedWithOthers(
      ecr,
      naming,
      { repositoryName, images: [found] },
      violations,
    ),
  };
}

/** The later of two times, and never a future one: an event can only delay an action. */
function pushed({ imagePushedAt }: RegistryImage, told: Date | undefined): { pushedAt?: Date } {
  const times = [imagePushedAt, told].flatMap((time) => time?.getTime() ?? []);
  if (times.length === 0) return {};
  return { pushedAt: new Date(Math.min(Math.max(...times), Date.now())) };
}

function ofNothing(): NamingPlan {
  return { checked: nothing(), violations: [] };
}
