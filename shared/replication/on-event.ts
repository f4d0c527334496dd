import type { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { failedReplicationAlerts, notArrivedAlert } from './alert.ts';
import { type Arrival, hasArrived } from './arrival.ts';
import { arrivalOf, failedReplication } from './events.ts';
import { recentReplications } from './recent.ts';

/** An image did not arrive; on a schedule the scope is all images pushed within a day. */
export const replicationEvent = z.discriminatedUnion('detail-type', [
  failedReplication,
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
]);

/** Four times as long as between two runs: a copy takes up to half an hour, and a run may be missed. */
const DAY_MS = 86_400_000;

/** How many failed copies are logged. */
const MOST_LOGGED = 100;

/** Sends alerts on copies that did not arrive, after checking that in the registry. */
export function onReplicationEvent(
  ecr: ECRClient,
  notifier: Pick<Notifier, 'notify'>,
  event: z.infer<typeof replicationEvent>,
): Promise<object> {
  return event['detail-type'] === 'Scheduled Event'
    ? onSchedule(ecr, notifier)
    : onFailure(ecr, notifier, arrivalOf(event));
}

async function onFailure(ecr: ECRClient, { notify }: Pick<Notifier, 'notify'>, arrival: Arrival) {
  if (await hasArrived(ecr, arrival)) return { arrived: true };
  logger.warn('A replicated image did not arrive', { arrival });
  count({ FailedReplications: 1 });
  return { arrived: false, notified: await notify([notArrivedAlert(arrival)]) };
}

async function onSchedule(ecr: ECRClient, { notify }: Pick<Notifier, 'notify'>) {
  const { failed, ...looked } = await recentReplications(ecr, new Date(Date.now() - DAY_MS));
  const level = failed.length + looked.notLookedAt > 0 ? 'warn' : 'info';
  logger[level]('Replications checked', { failed: failed.slice(0, MOST_LOGGED), ...looked });
  count({ FailedReplications: failed.length, ReplicationsNotLookedAt: looked.notLookedAt });
  return {
    failed: failed.length,
    ...looked,
    notified: await notify(failedReplicationAlerts(failed)),
  };
}
