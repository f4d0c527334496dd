import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ScanRule } from '../../config/schema/schema.ts';
import type { Scanning } from '../rules.ts';
import type { UsedBy } from '../used-by.ts';
import { type Judgement, judge } from './judge.ts';
import { readScan } from './scan.ts';

/** An image that is checked. */
export interface ScannedImage {
  repository: string;
  digest: string;
  /** Its tags, without our own. */
  tags: string[];
  pushedAt?: Date;
  /** When it was last pulled. */
  pulledAt?: Date;
  /** Who runs it, as far as it is known. */
  usedBy?: UsedBy;
}

/** An image with more findings than its rule allows. */
export interface Failure extends ScannedImage {
  rule: ScanRule;
  judgement: Judgement;
  /** The multi-arch image that it is part of: an image without a tag is known by the tags of that. */
  partOf?: Pick<ScannedImage, 'digest' | 'tags' | 'pulledAt'>;
}

/** An image whose vulnerabilities are unknown. */
export interface Unknown extends ScannedImage {
  rule: ScanRule;
  /** As ECR calls it: UNSUPPORTED_IMAGE; or NOT_SCANNED. */
  status: string;
}

/** The result of checking an image. */
export type Result =
  | { verdict: 'passed' | 'pending' | 'gone' }
  | { verdict: 'failed'; failure: Failure }
  | { verdict: 'unknown'; unknown: Unknown };

/** When an image is checked, and what else is known of its scan. */
export interface Look {
  now: Date;
  /** Inspector has said that it is done with the image and found nothing. Default false. */
  inspected?: boolean;
}

/**
 * So long after a push, a scan that is complete and shows nothing counts as clean: Inspector needs seconds, seldom
 * minutes, and the next scheduled run is a night away.
 */
const INSPECTED_AFTER_MS = 86_400_000;

/**
 * Reads the findings of an image and judges them. An image whose scan is stale but shows findings is judged by these,
 * and is unknown only when they are within the rule.
 */
export async function lookAt(
  ecr: ECRClient,
  scanning: Scanning,
  rule: ScanRule,
  image: ScannedImage,
  { now, inspected = false }: Look,
): Promise<Result> {
  const scan = await readScan(ecr, image.repository, image.digest);
  if (scan.state === 'pending' || scan.state === 'gone') return { verdict: scan.state };
  if (scan.state === 'bare') {
    const age = image.pushedAt === undefined ? 0 : now.getTime() - image.pushedAt.getTime();
    return { verdict: inspected || age >= INSPECTED_AFTER_MS ? 'passed' : 'pending' };
  }
  const judgement = judge(scanning, rule, image.repository, scan.findings, now);
  if (judgement.over.length > 0)
    return { verdict: 'failed', failure: { ...image, rule, judgement } };
  if (scan.state === 'known') return { verdict: 'passed' };
  return { verdict: 'unknown', unknown: { ...image, rule, status: scan.status } };
}
