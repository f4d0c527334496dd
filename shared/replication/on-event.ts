import type { ECRClient } from '@aws-sdk/client-ecr';
import type * as z from 'zod/mini';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { notArrivedAlert } from './alert.ts';
import { hasArrived } from './arrival.ts';
import { arrivalOf, type failedReplication } from './events.ts';

/** Sends an alert on an image that did not arrive, after checking that in the registry. */
export async function onFailedReplication(
  ecr: ECRClient,
  { notify }: Pick<Notifier, 'notify'>,
  event: z.infer<typeof failedReplication>,
): Promise<object> {
  const arrival = arrivalOf(event);
  if (await hasArrived(ecr, arrival)) return { arrived: true };
  logger.warn('A replicated image did not arrive', { arrival });
  count({ FailedReplications: 1 });
  return { arrived: false, notified: await notify([notArrivedAlert(arrival)]) };
}
