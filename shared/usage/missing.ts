import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { image, REPOSITORIES_AT_A_TIME, repository as readRepository } from '../registry/read.ts';
import { type ImageUse, nameInUse } from '../use/uses.ts';
import { boundedUsers, type Users } from './users.ts';

/** An image that somebody runs, and that the registry does not have any more. */
export interface MissingUse extends Users {
  repository: string;
  imageId: ImageUse['imageId'];
  /** The repository does not exist either. */
  gone?: true;
}

/**
 * The uses of a repository of which there is no image. One that is kept for a rollback is none of them. Nor is a tag of
 * which all users have the digests that they have resolved: Lambda and ECS pull these, not the tag.
 *
 * @param found - Those of which there is an image.
 */
export function missingUses(
  repository: string,
  uses: readonly ImageUse[],
  found: ReadonlySet<ImageUse>,
): MissingUse[] {
  const tags = countBy(uses.filter((use) => 'imageTag' in use.imageId));
  const digests = countBy(uses.filter((use) => 'imageDigest' in use.imageId && found.has(use)));
  const hasDigest = (by: string) => (digests.get(by) ?? 0) >= (tags.get(by) ?? 0);
  return uses.flatMap((use) => {
    if (found.has(use) || use.standby) return [];
    const by = 'imageTag' in use.imageId ? use.by.filter((it) => !hasDigest(it)) : use.by;
    return by.length === 0 ? [] : [{ repository, imageId: use.imageId, ...boundedUsers(by) }];
  });
}

function countBy(uses: readonly ImageUse[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { by } of uses) for (const it of by) counts.set(it, (counts.get(it) ?? 0) + 1);
  return counts;
}

/** Which images of these digests are there, archived or not. */
export async function areThere(
  ecr: ECRClient,
  wanted: readonly { repository: string; digest: string }[],
): Promise<ReadonlySet<string>> {
  const look = async ({ repository, digest }: { repository: string; digest: string }) => {
    const found = await image(ecr, repository, { imageDigest: digest }, { imageStatus: 'ANY' });
    return found ? `${repository}@${digest}` : [];
  };
  const options = { concurrency: REPOSITORIES_AT_A_TIME };
  return new Set((await pMap(wanted.slice(0, MOST_LOOKED_UP), look, options)).flat());
}

/** How many are looked up once more: a registry that was emptied needs no calls to say so. */
const MOST_LOOKED_UP = 500;

/** Those of them that are missing still: an image may have been pushed since the repository was read. */
export async function stillMissing(
  ecr: ECRClient,
  missing: readonly MissingUse[],
): Promise<MissingUse[]> {
  const look = async ({ repository, imageId, gone }: MissingUse) =>
    gone ? undefined : await image(ecr, repository, imageId, { imageStatus: 'ANY' });
  const options = { concurrency: REPOSITORIES_AT_A_TIME };
  const found = await pMap(missing.slice(0, MOST_LOOKED_UP), look, options);
  return missing.filter((_, at) => found[at] === undefined);
}

/**
 * What is missing of repositories that the registry did not have when it was listed, and has not now.
 *
 * @param uses - By the name of the repository.
 */
export async function missingOfGone(
  ecr: ECRClient,
  uses: ReadonlyMap<string, readonly ImageUse[]>,
): Promise<MissingUse[]> {
  const look = async ([name, own]: [string, readonly ImageUse[]]) => {
    const isThere = (await readRepository(ecr, name)) !== undefined;
    if (isThere) return [];
    return missingUses(name, own, new Set()).map((it) => ({ ...it, gone: true as const }));
  };
  return (await pMap(uses, look, { concurrency: REPOSITORIES_AT_A_TIME })).flat();
}

/** `team-a/web:1.4.2`, `team-a/web@sha256:…`. */
export function missingName({ repository, imageId }: MissingUse): string {
  return `${repository}${'imageTag' in imageId ? ':' : '@'}${nameInUse({ imageId })}`;
}
