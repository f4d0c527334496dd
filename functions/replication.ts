import { onReplicationEvent, replicationEvent } from '../shared/replication/on-event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';

/** An image was not replicated; or, on schedule, the replication status of all images that were pushed in a day. */
export const handler = wrap(
  replicationEvent,
  configured((active) => {
    const { ecr, notifier } = clientsOf(active);
    return (event) => onReplicationEvent(ecr, notifier(), event);
  }),
);
