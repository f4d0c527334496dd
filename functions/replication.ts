import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { paced } from '../shared/registry/paced.ts';
import { failedReplicationAlerts, notArrivedAlert } from '../shared/replication/alert.ts';
import { hasArrived } from '../shared/replication/arrival.ts';
import { arrivalOf, failedReplication } from '../shared/replication/events.ts';
import { recentReplications } from '../shared/replication/recent.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));

const scheduled = z.object({ 'detail-type': z.literal('Scheduled Event') });

/** Four times as long as between two runs: a copy takes up to half an hour, and a run may be missed. */
const DAY_MS = 86_400_000;

/** An image did not arrive; or, on schedule, what became of the copies of all that was pushed in a day. */
export const handler = wrap(
  z.discriminatedUnion('detail-type', [failedReplication, scheduled]),
  async (event) => {
    if (event['detail-type'] === 'Scheduled Event') return sweep();
    const arrival = arrivalOf(event);
    if (await hasArrived(ecr, arrival)) return { arrived: true };
    logger.warn('A replicated image did not arrive', { arrival });
    count({ FailedReplications: 1 });
    return { arrived: false, told: await people().tell([notArrivedAlert(arrival)]) };
  },
);

async function sweep() {
  const { failed, ...looked } = await recentReplications(ecr, new Date(Date.now() - DAY_MS));
  logger[failed.length + looked.notLookedAt > 0 ? 'warn' : 'info']('Replications looked at', {
    failed: failed.slice(0, 100),
    ...looked,
  });
  count({ FailedReplications: failed.length, ReplicationsNotLookedAt: looked.notLookedAt });
  return {
    failed: failed.length,
    ...looked,
    told: await people().tell(failedReplicationAlerts(failed)),
  };
}
