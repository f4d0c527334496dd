import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import type { ScanRule } from '../config/schema/schema.ts';
import {
  images,
  REPOSITORIES_AT_A_TIME,
  type RegistryImage,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { candidates, lastUse } from './candidates.ts';
import { add, nothing, type ScanPlan, scanned } from './plan.ts';
import { lookAt, type ScannedImage } from './result.ts';
import type { Scanning } from './rules.ts';

interface Candidate {
  rule: ScanRule;
  image: ScannedImage;
  lastUse: number;
}

/**
 * Checks images of all repositories that a rule applies to, or of the named ones. `scanning.sweep` says which images.
 * A page per repository, and a call per image.
 *
 * @param until - Time after which no further image is checked. Default: none.
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForRegistry(
  ecr: ECRClient,
  scanning: Scanning,
  { names, onRepository, until }: RegistryScope & { until?: Date } = {},
): Promise<ScanPlan> {
  const now = new Date();
  const plan = { ...nothing(), expired: scanning.expired(now) };
  const found: Candidate[] = [];
  const candidatesOf = (repository: string) =>
    unlessGone(candidatesIn(ecr, scanning, repository, now));
  const ruled = ruledRepositories(ecr, scanning, names);
  for await (const some of pMapIterable(ruled, candidatesOf, atATime)) {
    if (some === undefined) continue;
    plan.lookedAt.repositories += 1;
    plan.others += some.others;
    plan.untagged += some.untagged;
    for (const each of some.looks) found.push(each);
  }
  found.sort((a, b) => b.lastUse - a.lastUse);
  const looks = found.slice(0, scanning.sweep.maxImages);
  const look = async ({ rule, image }: Candidate) => {
    if (until && Date.now() >= until.getTime()) return undefined;
    const result = await lookAt(ecr, scanning, rule, image, { now });
    plan.looked.push(`${image.repository}@${image.digest}`);
    onRepository?.(image.repository);
    return result;
  };
  for await (const result of pMapIterable(looks, look, atATime)) {
    if (result) add(plan, result);
  }
  plan.left = found.length - plan.lookedAt.images;
  return plan;
}

const atATime = { concurrency: REPOSITORIES_AT_A_TIME };

async function* ruledRepositories(
  ecr: ECRClient,
  scanning: Scanning,
  names: readonly string[] | undefined,
): AsyncGenerator<string> {
  for await (const { repositoryName } of repositories(ecr, names)) {
    if (scanning.ruleFor(repositoryName)) yield repositoryName;
  }
}

async function candidatesIn(
  ecr: ECRClient,
  scanning: Scanning,
  repository: string,
  now: Date,
): Promise<{ looks: Candidate[]; others: number; untagged: number } | undefined> {
  const rule = scanning.ruleFor(repository);
  if (rule === undefined) return undefined;
  const all = await Array.fromAsync(images(ecr, repository, { tagStatus: 'ANY' }));
  const { looks, ...rest } = candidates(all, scanning.sweep, now);
  const candidate = (it: RegistryImage) => ({
    ...{ rule, image: scanned(repository, it) },
    lastUse: lastUse(it),
  });
  return { looks: looks.map(candidate), ...rest };
}
