import type { ECRClient, ImageIdentifier } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import { isCached } from '../registry/cached.ts';
import { isReferrer, isReferrerTag, tagsOfPushers } from '../registry/manifests/referrers.ts';
import {
  cachePrefixes,
  image,
  images,
  REPOSITORIES_AT_A_TIME,
  type RegistryImage,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { isSuggested, onlyCertain, onlyFree } from './certain.ts';
import { checkImage, checkRepository, type Violation } from './check.ts';
import { type KnownImage, known } from './elsewhere.ts';
import { comparedWithOthers } from './others.ts';
import type { Naming } from './rules.ts';

/** What was checked and what is invalid: all that `check` prints and `enforce` works on. */
export interface NamingPlan {
  /**
   * How much was checked; images are those with a tag. Tags of signatures, SBOMs and attestations are left alone and
   * counted in `signatures`, which is absent where there are none.
   */
  checked: { repositories: number; images: number; tags: number; signatures?: number };
  violations: Violation[];
  /** Set when the whole scope was checked: only then may something be deleted. */
  mayDelete?: true;
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
  const { checked, violations } = nothing();
  const checkOne = async (repositoryName: string) => {
    const part = await unlessGone(planForRepository(ecr, naming, repositoryName));
    onRepository?.(repositoryName);
    return part;
  };
  const listed = new Set<string>();
  const own = ownRepositoryNames(ecr, prefixes, names, listed);
  for await (const part of pMapIterable(own, checkOne, { concurrency: REPOSITORIES_AT_A_TIME })) {
    if (part === undefined) continue;
    checked.repositories += part.checked.repositories;
    checked.images += part.checked.images;
    checked.tags += part.checked.tags;
    leaveAlone(checked, part.checked.signatures ?? 0);
    for (const violation of part.violations) violations.push(violation);
  }
  return { checked, violations: onlyFree(violations, listed), mayDelete: true };
}

async function* ownRepositoryNames(
  ecr: ECRClient,
  prefixes: string[],
  names: readonly string[] | undefined,
  listed: Set<string>,
): AsyncGenerator<string> {
  for await (const { repositoryName } of repositories(ecr, names)) {
    listed.add(repositoryName);
    if (!isCached(repositoryName, prefixes)) yield repositoryName;
  }
}

async function planForRepository(
  ecr: ECRClient,
  naming: Naming,
  repositoryName: string,
): Promise<NamingPlan> {
  const found: Violation[] = [];
  const all: KnownImage[] = [];
  const checked: NamingPlan['checked'] = { repositories: 1, images: 0, tags: 0 };
  for await (const each of images(ecr, repositoryName, { tagStatus: 'TAGGED' })) {
    all.push(known(each));
    leaveAlone(checked, signatureTags(each));
    if (isReferrer(each)) continue;
    checked.images += 1;
    checked.tags += tagsOfPushers(each).length;
    found.push(...checkImage(naming, repositoryName, each));
  }
  if (found.some(isSuggested)) {
    // An archived image keeps its tags, and DescribeImages lists it only when asked.
    const archived = { tagStatus: 'TAGGED', imageStatus: 'ARCHIVED' } as const;
    for await (const each of images(ecr, repositoryName, archived)) all.push(known(each));
  }
  const ofImages = onlyCertain(naming, found, all);
  return {
    checked,
    violations: [...checkRepository(naming, repositoryName, checked.tags), ...ofImages],
  };
}

function signatureTags(image: RegistryImage): number {
  const { imageTags = [] } = image;
  return isReferrer(image) ? imageTags.length : imageTags.filter(isReferrerTag).length;
}

function leaveAlone(checked: NamingPlan['checked'], tags: number): void {
  if (tags > 0) checked.signatures = (checked.signatures ?? 0) + tags;
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
  if (isCached(repositoryName, declaredPrefixes)) return nothing();
  const found = await image(ecr, repositoryName, imageId);
  if (found === undefined) return nothing();
  const violations: Violation[] = [
    ...checkRepository(naming, repositoryName),
    ...checkImage(naming, repositoryName, found, pushed(found, pushedAt)),
  ];
  if (violations.length > 0) {
    const prefixes = await cachePrefixes(ecr, declaredPrefixes);
    if (isCached(repositoryName, prefixes)) return nothing();
  }
  const tags = tagsOfPushers(found).length;
  return {
    checked: { repositories: 1, images: 1, tags },
    violations: await comparedWithOthers(ecr, naming, { repositoryName, image: found }, violations),
  };
}

/** The later of two times, and never a future one: an event can only delay an action. */
function pushed({ imagePushedAt }: RegistryImage, told: Date | undefined): { pushedAt?: Date } {
  const times = [imagePushedAt, told].flatMap((time) => time?.getTime() ?? []);
  if (times.length === 0) return {};
  return { pushedAt: new Date(Math.min(Math.max(...times), Date.now())) };
}

function nothing(): NamingPlan {
  return { checked: { repositories: 0, images: 0, tags: 0 }, violations: [] };
}
