import * as z from 'zod/mini';
import type { Notifier } from '../../alerts/notifier.ts';
import { anyText, cachePrefix, imageTag, repositoryName } from '../../runtime/ecr-fields.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import { PULL_WINDOW_SECONDS, pullFailureAlert } from '../alert.ts';
import { causeKey, diagnose, type PullFailure } from './pull-failure.ts';

/** `ECR Pull Through Cache Action` that FAILED. The guide and the schema registry differ on its fields. */
export const failedPull = z.object({
  detail: z.object({
    'ecr-repository-prefix': cachePrefix,
    'repository-name': repositoryName,
    'image-tag': z.optional(imageTag),
    'failure-code': z._default(anyText, 'no code'),
    'failure-reason': z.optional(anyText),
  }),
});

type FailedPull = z.infer<typeof failedPull>;

/** Finds the cause of a failed pull and sends an alert on it; a cause that was reported costs no diagnosis. */
export async function onFailedPull(
  clients: Parameters<typeof diagnose>[0],
  { notify }: Pick<Notifier, 'notify'>,
  event: FailedPull,
): Promise<{ cause: string; notified: boolean }> {
  const failure = failureIn(event);
  const cause = { id: causeKey(failure), windowSeconds: PULL_WINDOW_SECONDS };
  count({ FailedCachePulls: 1 });
  const make = async () => {
    const diagnosis = await diagnose(clients, failure);
    logger.warn('A pull through the cache failed', { failure, diagnosis });
    return pullFailureAlert(failure, diagnosis);
  };
  const notified = await notify([{ cause, make }]);
  return { cause: cause.id, notified: notified > 0 };
}

function failureIn({ detail }: FailedPull): PullFailure {
  const { 'image-tag': tag, 'failure-reason': failureReason } = detail;
  return {
    prefix: detail['ecr-repository-prefix'],
    repositoryName: detail['repository-name'],
    failureCode: detail['failure-code'],
    ...(tag && { imageTag: tag }),
    ...(failureReason && { failureReason }),
  };
}
