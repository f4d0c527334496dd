import type { ECRClient } from '@aws-sdk/client-ecr';
import { explained } from '../../runtime/explain.ts';
import { logger } from '../../runtime/logger.ts';
import { isOfRepository } from '../../walk/unread.ts';
import { isDenied } from '../denied.ts';
import { NOT_READ } from '../findings/scan.ts';
import { lookAtAll } from '../look.ts';
import type { ScanPlan } from '../plan.ts';
import type { Scanning } from '../rules.ts';
import { type Candidate, ruleOf } from './collect.ts';
import { scannedOf } from './seen-image.ts';

/** A batch ends with so many images that fail, or so many findings that are too many: they are held in memory. */
const MOST_FAILURES = 200;
const MOST_FINDINGS = 20_000;

/** How many images whose scan cannot be read are logged. */
const MOST_LOGGED = 20;

export interface BatchOptions {
  now: Date;
  /** Milliseconds since 1970: no further image is checked after it. One always is. */
  until: number;
}

/**
 * Checks candidates until there is enough to react to, or time is up. Of an image whose scan cannot be read the
 * vulnerabilities are unknown.
 *
 * @throws where no scan can be read: without permission, or without a connection.
 */
export async function lookAtBatch(
  ecr: ECRClient,
  scanning: Scanning,
  candidates: readonly Candidate[],
  { now, until }: BatchOptions,
): Promise<{ plan: ScanPlan; next: number }> {
  const unread: { candidate: Candidate; error: unknown }[] = [];
  const onUnread = (candidate: Candidate, error: unknown) => {
    if (!isOfRepository(error) || isDenied(error) || isThrottled(error)) throw error;
    unread.push({ candidate, error });
  };
  const isEnough = ({ failures }: ScanPlan) => Date.now() >= until || areMany(failures);
  const batch = await lookAtAll(ecr, scanning, candidates, { now, isEnough, onUnread });
  const unknown = unread.flatMap(({ candidate }) => {
    const rule = ruleOf(scanning, candidate);
    return rule ? { ...scannedOf(candidate.repository, candidate), rule, status: NOT_READ } : [];
  });
  if (unread.length > 0) logUnread(unread);
  return { ...batch, plan: { ...batch.plan, unknown: [...batch.plan.unknown, ...unknown] } };
}

function areMany(failures: ScanPlan['failures']): boolean {
  if (failures.length >= MOST_FAILURES) return true;
  const findings = failures.reduce((sum, { judgement }) => sum + judgement.offending.length, 0);
  return findings >= MOST_FINDINGS;
}

/** Throttled to the end, although calls are paced and tried again: it is not about this image. */
function isThrottled(error: Error): boolean {
  return /Throttl|TooManyRequests/.test(error.name);
}

function logUnread(unread: readonly { candidate: Candidate; error: unknown }[]): void {
  const images = unread.slice(0, MOST_LOGGED).map(({ candidate, error }) => ({
    image: `${candidate.repository}@${candidate.digest}`,
    error: explained(error),
  }));
  logger.error('Scans could not be read', { count: unread.length, images });
}
