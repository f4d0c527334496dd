import { isCached } from '../registry/cached.ts';
import { isReferrer, isReferrerTag, tagsOfPushers } from '../registry/manifests/referrers.ts';
import type { RegistryImage, RegistryRepository } from '../registry/read.ts';
import type { RepositoryVisit } from '../walk/visitor.ts';
import { checkImage, checkRepository, type Violation } from './check.ts';
import type { Naming } from './rules.ts';
import { onlyCertain } from './suggest/certain.ts';
import { type KnownImage, known } from './suggest/elsewhere.ts';

/** How much was checked. */
export interface Checked {
  repositories: number;
  /** Those with a tag. */
  images: number;
  tags: number;
  /** Tags of signatures, SBOMs and attestations, which are left alone; absent where there are none. */
  signatures?: number;
}

/** What was checked of some repositories, and what is invalid there. */
export interface NamingFound {
  checked: Checked;
  violations: Violation[];
}

/** Gathers the violations of the repositories that are shown to it. Changes nothing and calls nobody. */
export interface NamingCollector {
  /** @returns undefined for a repository that a cache rule fills: it is exempt. */
  repository(repository: RegistryRepository): RepositoryVisit | undefined;
  /** Of all repositories that were seen to their end. */
  found(): NamingFound;
}

/** @param cachePrefixes - Of all cache rules, those of the registry and those of registry.yml. */
export function collectNaming(naming: Naming, cachePrefixes: readonly string[]): NamingCollector {
  const all: NamingFound = { checked: nothing(), violations: [] };
  const commit = ({ checked, violations }: NamingFound) => {
    add(all.checked, checked);
    for (const violation of violations) all.violations.push(violation);
  };
  return {
    repository: ({ repositoryName }) =>
      isCached(repositoryName, cachePrefixes) ? undefined : visitOf(naming, repositoryName, commit),
    found: () => all,
  };
}

function visitOf(
  naming: Naming,
  repositoryName: string,
  commit: (found: NamingFound) => void,
): RepositoryVisit {
  const checked = { ...nothing(), repositories: 1 };
  const found: Violation[] = [];
  const all: KnownImage[] = [];
  return {
    images: (page) => {
      for (const image of page) {
        if (image.imageTags === undefined || image.imageTags.length === 0) continue;
        all.push(known(image));
        // An archived image keeps its tags: nobody else can have them.
        if (isActive(image)) found.push(...checkedImage(naming, repositoryName, image, checked));
      }
    },
    end: () => {
      const ofRepository = checkRepository(naming, repositoryName, checked.tags);
      const ofImages = onlyCertain(naming, found, all);
      commit({ checked, violations: [...ofRepository, ...ofImages] });
    },
  };
}

function checkedImage(
  naming: Naming,
  repositoryName: string,
  image: RegistryImage,
  checked: Checked,
): Violation[] {
  add(checked, { ...nothing(), signatures: signatureTags(image) });
  if (isReferrer(image)) return [];
  add(checked, { ...nothing(), images: 1, tags: tagsOfPushers(image).length });
  return checkImage(naming, repositoryName, image);
}

function isActive({ imageStatus = 'ACTIVE' }: RegistryImage): boolean {
  return imageStatus === 'ACTIVE';
}

function signatureTags(image: RegistryImage): number {
  const { imageTags = [] } = image;
  return isReferrer(image) ? imageTags.length : imageTags.filter(isReferrerTag).length;
}

export function nothing(): Checked {
  return { repositories: 0, images: 0, tags: 0 };
}

/** Adds to the first what the second has. */
export function add(sum: Checked, { repositories, images, tags, signatures = 0 }: Checked): void {
  sum.repositories += repositories;
  sum.images += images;
  sum.tags += tags;
  if (signatures > 0) sum.signatures = (sum.signatures ?? 0) + signatures;
}
