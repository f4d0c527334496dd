import type { ECRClient, ImageIdentifier } from '@aws-sdk/client-ecr';
import type { IgnoreEntry } from '../config/schema/schema.ts';
import { isReferrer, tagsOfPushers } from '../registry/manifests/referrers.ts';
import { image, type RegistryImage } from '../registry/read.ts';
import type { Uses } from '../use/uses.ts';
import {
  type Failure,
  lookAt,
  type Result,
  type ScannedImage,
  type Unknown,
} from './findings/result.ts';
import { NOT_SCANNED } from './findings/scan.ts';
import { mayRun } from './may-run.ts';
import type { Scanning } from './rules.ts';
import { isQuarantined } from './walk/seen-image.ts';

/** What was checked and found: all that the command prints and functions react to. */
export interface ScanPlan {
  /** The repositories are those that a rule applies to. */
  lookedAt: { repositories: number; images: number };
  /** The images, as `repository@digest`: alerts on others may still be true. */
  looked: string[];
  failures: Failure[];
  unknown: Unknown[];
  /** Images whose scan is in progress, or that Inspector has not scanned yet. */
  pending: number;
  /** Images that were left out: there were more than maxImages, or time was up. */
  left: number;
  /** Images that `scanning.sweep` excludes: neither among the newest with a tag nor pulled lately. */
  others: number;
  /** How many of these have no tag. */
  untagged: number;
  /** Entries of `ignore` that have expired. */
  expired: IgnoreEntry[];
}

/** One image, as an event names it. */
export interface ImageScope {
  repositoryName: string;
  imageId: ImageIdentifier;
  /** The event says that Inspector is done with it and found nothing. */
  inspected?: boolean;
}

/**
 * Checks one image by what the registry says now: one call when it passes, none when no rule applies to its
 * repository; more where a rule is for images in use. An image without a scan is not reported here: by the event there was one, so the registry has changed
 * its kind of scanning. Signatures and other referrers are not checked.
 *
 * @param uses - Called only where a rule asks for images in use.
 */
export async function planForImage(
  ecr: ECRClient,
  scanning: Scanning,
  { repositoryName, imageId, inspected = false }: ImageScope,
  uses: () => Promise<Uses>,
): Promise<ScanPlan> {
  const plan = nothing();
  if (scanning.ruleFor(repositoryName) === undefined) return plan;
  plan.lookedAt.repositories = 1;
  const isAsked = scanning.asksForUse(repositoryName);
  const isNamed = imageId.imageDigest !== undefined && !isAsked;
  const known = isNamed ? undefined : await image(ecr, repositoryName, imageId);
  const digest = known?.imageDigest ?? imageId.imageDigest;
  if (digest === undefined || (isAsked && known === undefined)) return plan;
  const runs = isAsked && known ? await mayRun(ecr, await uses(), repositoryName, known) : true;
  const rule = scanning.ruleFor(repositoryName, runs);
  if (rule === undefined) return plan;
  const bare = { repository: repositoryName, digest, tags: [] };
  const result = await lookAt(ecr, scanning, rule, bare, { now: new Date(), inspected });
  if (result.verdict !== 'failed' && result.verdict !== 'unknown') return add(plan, result);
  const described = known ?? (await image(ecr, repositoryName, { imageDigest: digest }));
  if (described === undefined || isQuarantined(described) || isReferrer(described)) return plan;
  return add(plan, detailed(result, scanned(repositoryName, described)));
}

function detailed(result: Result, image: ScannedImage): Result {
  if (result.verdict === 'failed') return { ...result, failure: { ...result.failure, ...image } };
  if (result.verdict !== 'unknown') return result;
  const unknown = { ...result.unknown, ...image };
  return unknown.status === NOT_SCANNED ? { verdict: 'pending' } : { verdict: 'unknown', unknown };
}

/** Adds a result to the plan. */
export function add(plan: ScanPlan, result: Result): ScanPlan {
  plan.lookedAt.images += 1;
  if (result.verdict === 'failed') plan.failures.push(result.failure);
  if (result.verdict === 'unknown') plan.unknown.push(result.unknown);
  if (result.verdict === 'pending') plan.pending += 1;
  return plan;
}

/** Both plans as one. */
export function together(one: ScanPlan, other: ScanPlan): ScanPlan {
  return {
    lookedAt: {
      repositories: one.lookedAt.repositories + other.lookedAt.repositories,
      images: one.lookedAt.images + other.lookedAt.images,
    },
    looked: [...one.looked, ...other.looked],
    failures: [...one.failures, ...other.failures],
    unknown: [...one.unknown, ...other.unknown],
    pending: one.pending + other.pending,
    left: one.left + other.left,
    others: one.others + other.others,
    untagged: one.untagged + other.untagged,
    expired: [...one.expired, ...other.expired],
  };
}

export function scanned(repository: string, image: RegistryImage): ScannedImage {
  const { imageDigest: digest, imagePushedAt: pushedAt } = image;
  const { lastRecordedPullTime: pulledAt } = image;
  const times = { ...(pushedAt && { pushedAt }), ...(pulledAt && { pulledAt }) };
  return { repository, digest, tags: tagsOfPushers(image), ...times };
}

export function nothing(): ScanPlan {
  const lookedAt = { repositories: 0, images: 0 };
  const found = { looked: [], failures: [], unknown: [], expired: [] };
  return { lookedAt, ...found, pending: 0, left: 0, others: 0, untagged: 0 };
}
