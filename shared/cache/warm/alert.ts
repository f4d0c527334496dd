import type { Alert } from '../../alerts/alert.ts';
import type { ScheduledRun } from '../../alerts/notifying.ts';
import { PULL_WINDOW_SECONDS } from '../alert.ts';
import { causeKey } from '../failures/pull-failure.ts';
import type { WarmResult } from './run.ts';

type Failed = Extract<WarmResult, { outcome: 'failed' }>;

/** More names than these are counted, not listed. */
const MOST_NAMES = 20;

/**
 * The alerts on images that could not be warmed: one per cause. The cause of a failed pull in ECR's own events is the
 * same here, so that it is reported once, whichever comes first.
 */
export function warmAlerts(results: readonly WarmResult[]): Alert[] {
  const failed = results.filter((result) => result.outcome === 'failed');
  return [...Map.groupBy(failed, keyOf)].map(([id, same]) => alertOf(id, same));
}

/** What a run has covered: the rules that it was to warm, of which it has skipped nothing. */
export function coveredByWarm(results: readonly WarmResult[], began: Date): ScheduledRun {
  const prefixes = (of: readonly WarmResult[]) => new Set(of.map(({ prefix }) => prefix));
  const skipped = prefixes(results.filter(({ outcome }) => outcome === 'skipped'));
  const seen = prefixes(results).difference(skipped);
  return {
    kinds: ['cache.warm-failed'],
    began,
    covers: ({ rule }) => rule !== undefined && seen.has(rule),
  };
}

function keyOf({ prefix, repositoryName, failure }: Failed): string {
  return causeKey({ prefix, repositoryName, failureCode: failure.code });
}

function alertOf(id: string, same: readonly Failed[]): Alert {
  const { prefix = '', failure } = same[0] ?? {};
  const names = same.map(({ repositoryName, tag, failure: { cause } }) => {
    const other = cause === failure?.cause ? '' : ` (${cause})`;
    return `${repositoryName}:${tag}${other}`;
  });
  const more = names.length > MOST_NAMES ? [`and ${names.length - MOST_NAMES} more`] : [];
  const images = same.length === 1 ? '1 image' : `${same.length} images`;
  return {
    kind: 'cache.warm-failed',
    cause: { id, windowSeconds: PULL_WINDOW_SECONDS },
    title: `${images} could not be warmed through the cache ${prefix}`,
    where: { text: `the cache ${prefix}`, rule: prefix },
    severity: 'warning',
    stands: true,
    what: [`Cause: ${failure?.cause}`, ...names.slice(0, MOST_NAMES), ...more],
    todo: [
      ...(failure ? [failure.remedy] : []),
      'The next run tries again. To try now: npx ecr-steward warm',
    ],
  };
}
