import { ECRClient } from '@aws-sdk/client-ecr';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { paced } from '../shared/registry/paced.ts';
import { onReplicationEvent, replicationEvent } from '../shared/replication/on-event.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** An image was not replicated; or, on schedule, the replication status of all images that were pushed in a day. */
export const handler = wrap(
  replicationEvent,
  configured(({ config }) => {
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const notifier = notifierOf(config.alerts, ownersIn(ecr));
    return (event) => onReplicationEvent(ecr, notifier(), event);
  }),
);
