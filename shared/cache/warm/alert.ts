import type { Alert } from '../../alerts/alert.ts';
import type { Cause } from '../../alerts/once.ts';
import { causeKey } from '../pull-failure.ts';
import type { WarmResult } from './run.ts';

type Failed = Extract<WarmResult, { outcome: 'failed' }>;

/** People are reminded of a cause that goes on after this many seconds, as of failed pulls. */
const WINDOW_SECONDS = 21_600;

/** More names than these are counted, not told. */
const MOST_NAMES = 20;

/**
 * What people are told of images that could not be warmed: an alert per cause. The cause of a pull that
 * ECR itself tells as failed is the same here, so that it is told once, whoever comes first.
 */
export function warmAlerts(results: readonly WarmResult[]): { cause: Cause; alert: Alert }[] {
  const failed = results.filter((result) => result.outcome === 'failed');
  return [...Map.groupBy(failed, keyOf)].map(([id, same]) => ({
    cause: { id, windowSeconds: WINDOW_SECONDS },
    alert: alertOf(same),
  }));
}

function keyOf({ prefix, repositoryName, failure }: Failed): string {
  return causeKey({ prefix, repositoryName, failureCode: failure.code });
}

function alertOf(same: readonly Failed[]): Alert {
  const { prefix = '', failure } = same[0] ?? {};
  const names = same.map(({ repositoryName, tag, failure: { cause } }) => {
    const other = cause === failure?.cause ? '' : ` (${cause})`;
    return `${repositoryName}:${tag}${other}`;
  });
  const more = names.length > MOST_NAMES ? [`- and ${names.length - MOST_NAMES} more`] : [];
  const images = same.length === 1 ? '1 image' : `${same.length} images`;
  return {
    title: `${images} could not be warmed through the cache ${prefix}`,
    where: prefix,
    severity: 'warning',
    lines: [
      `- Cause: ${failure?.cause}`,
      `- What to do: ${failure?.remedy}`,
      ...names.slice(0, MOST_NAMES).map((name) => `- ${name}`),
      ...more,
      'The next run tries again. To try now: npx ecr-steward warm',
    ],
  };
}
