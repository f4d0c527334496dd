import { alertsOf, failedTargetAlerts } from '../../../shared/inventory/alert.ts';
import type { Comparison, Summary } from '../../../shared/inventory/summary/summary.ts';
import { digest, otherDigest, repository } from './names.ts';
import { only, type Samples } from './samples.ts';

const quota = { used: 10, limit: 100_000 };

/** The part of a summary that alerts read, with nothing to report; a whole one would be mostly counts of no meaning. */
const quiet = {
  ...{ registryId: '123456789012', region: 'eu-west-1', bytes: 12_000_000_000, repositories: 40 },
  ...{ failed: [], cost: { perMonth: 1.2, untaggedPerMonth: 0, archivedPerMonth: 0 } },
  quotas: { repositories: quota, imagesPerRepository: quota },
} as unknown as Summary;

/** Likewise: the members that alerts read. */
const comparison = {
  ...{ since: '2026-11-26T01:30:00.000Z', difference: { bytes: 3_000_000_000 } },
  changes: { 'tag-moved': 1 },
  movedTags: [{ repository, tag: '1.4.2', digest, previousDigest: otherDigest }],
  growth: [{ repository, bytes: 3_000_000_000, images: 12 }],
} as unknown as Comparison;

function of(summary: Partial<Summary>, alert = {}) {
  return only(alertsOf({ ...quiet, ...summary }, { quotaPercent: 80, ...alert }));
}

export const inventorySamples: Samples<`inventory.${string}`> = {
  'inventory.failed': only(
    failedTargetAlerts([
      {
        target: { account: '111122223333', region: 'us-east-1' },
        error: 'the role arn:aws:iam::111122223333:role/ecr-steward-reader cannot be assumed',
      },
    ]),
  ),
  'inventory.incomplete': [
    ...of({ failed: [{ repository, error: 'access to ecr:DescribeImages is denied' }] }),
    ...of({ acts: { problem: 'access to dynamodb:Query is denied' } }),
  ],
  'inventory.growth': of({ comparison }, { growthPercent: 20 }),
  'inventory.moved-tags': of({ comparison }, { movedTags: 0 }),
  'inventory.quota': of({
    quotas: { repositories: { used: 85_000, limit: 100_000 }, imagesPerRepository: quota },
  }),
};
