import { failedReplication } from '../shared/replication/events.ts';
import { onFailedReplication } from '../shared/replication/on-event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';

/** An image was not replicated to this registry. */
export const handler = wrap(
  failedReplication,
  configured((active) => {
    const { ecr, notifier } = clientsOf(active);
    return (event) => onFailedReplication(ecr, notifier(), event);
  }),
);
