import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import type { ScanRule } from '../config/schema/schema.ts';
import { image, REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { lookAt, type Result } from './findings/result.ts';
import { add, nothing, type ScanPlan, scanned } from './plan.ts';
import type { Scanning } from './rules.ts';
import { type Candidate, ruleOf } from './walk/collect.ts';
import { isQuarantined, pushed, type SeenImage, scannedOf } from './walk/seen-image.ts';

/** How many images are checked concurrently. */
const AT_A_TIME = REPOSITORIES_AT_A_TIME;

export interface LookOptions {
  now: Date;
  /** Asked before each but the first: no further one is checked when it answers true. Default: all are. */
  isEnough?: (plan: ScanPlan) => boolean;
  onImage?: ((repository: string) => void) | undefined;
  /** Takes an image whose scan cannot be read. Default: that is thrown. */
  onUnread?: (candidate: Candidate, error: unknown) => void;
}

/**
 * Reads the findings of the candidates, one after the other and several concurrently: a call each, and another one where
 * an image fails and may lose its tags.
 *
 * @returns what was found, of the first so many of them: `next` is the first that was not checked.
 */
export async function lookAtAll(
  ecr: ECRClient,
  scanning: Scanning,
  candidates: readonly Candidate[],
  { now, isEnough = () => false, onImage, onUnread }: LookOptions,
): Promise<{ plan: ScanPlan; next: number }> {
  const plan = nothing();
  let next = 0;
  const look = async (candidate: Candidate): Promise<Result | undefined> => {
    const { repository, digest } = candidate;
    try {
      const result = await lookAtOne(ecr, scanning, candidate, now);
      plan.looked.push(`${repository}@${digest}`);
      return result;
    } catch (error) {
      if (onUnread === undefined) throw error;
      onUnread(candidate, error);
      return undefined;
    } finally {
      onImage?.(repository);
    }
  };
  function* some() {
    for (const candidate of candidates) {
      if (next > 0 && isEnough(plan)) return;
      next += 1;
      yield candidate;
    }
  }
  for await (const result of pMapIterable(some(), look, { concurrency: AT_A_TIME })) {
    if (result) add(plan, result);
  }
  return { plan, next };
}

async function lookAtOne(
  ecr: ECRClient,
  scanning: Scanning,
  candidate: Candidate,
  now: Date,
): Promise<Result> {
  const { repository, digest } = candidate;
  const rule = ruleOf(scanning, candidate);
  if (rule === undefined) return { verdict: 'gone' };
  const result = await lookAt(ecr, scanning, rule, scannedOf(repository, candidate), { now });
  if (result.verdict !== 'failed' || !isToBeRead(candidate, rule)) return result;
  const described = await image(ecr, repository, { imageDigest: digest });
  if (described === undefined || isQuarantined(described)) return { verdict: 'gone' };
  return { ...result, failure: { ...result.failure, ...scanned(repository, described) } };
}

/**
 * Whether an image that fails is described again: it may lose its tags, and since the walk has read it, it may have been
 * pulled, or got other ones.
 */
function isToBeRead(candidate: SeenImage, { action, quarantineWithin }: ScanRule): boolean {
  if (candidate.hasMoreTags) return true;
  return action !== 'report' && Date.now() - pushed(candidate) <= quarantineWithin * 1000;
}
