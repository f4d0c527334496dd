import type { ECRClient } from '@aws-sdk/client-ecr';
import { imagePages, type RegistryImage } from '../../registry/read.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import { checkImage, type Violation } from '../check.ts';
import type { Naming } from '../rules.ts';
import { needsRepository, onlyCertain, withoutSuggestion } from './certain.ts';
import { known } from './elsewhere.ts';

/** Images of one repository, as they were read. */
export interface ReadImages {
  repositoryName: string;
  images: readonly RegistryImage[];
}

/**
 * The violations of these images, compared with the other images of their repository. Costs nothing where no tag is
 * suggested and none lacks a sibling, else one call, or two where the images are more than a page: then nothing is
 * suggested, as it would not be certain.
 */
export async function comparedWithOthers(
  ecr: ECRClient,
  naming: Naming,
  { repositoryName, images }: ReadImages,
  violations: readonly Violation[],
): Promise<Violation[]> {
  const told = violations.filter(({ graceUntil }) => graceUntil === undefined);
  if (!needsRepository(told)) return violations.map(withoutSuggestion);
  const page = await unlessGone(onlyPage(ecr, repositoryName));
  const own = new Set(images.map(({ imageDigest }) => imageDigest));
  const others = (page ?? []).filter(({ imageDigest }) => !own.has(imageDigest));
  const wrong = others.flatMap((each) => checkImage(naming, repositoryName, each));
  const all = onlyCertain(naming, [...violations, ...wrong], [...images, ...others].map(known));
  const asked = all.slice(0, violations.length);
  return page === undefined ? asked.map(withoutSuggestion) : asked;
}

/** The images of a repository that have a tag; undefined if there is more than one page of them. */
async function onlyPage(
  ecr: ECRClient,
  repositoryName: string,
): Promise<RegistryImage[] | undefined> {
  const found: RegistryImage[][] = [];
  const filter = { tagStatus: 'TAGGED', imageStatus: 'ANY' } as const;
  for await (const page of imagePages(ecr, repositoryName, filter)) {
    if (found.push(page) > 1) return undefined;
  }
  return found.flat();
}
