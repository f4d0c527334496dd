import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ledgerOfStack } from '../shared/alerts/ledger/ledger.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { onStorageClassEvent, storageClassEvent } from '../shared/storage-class/on-event.ts';

/** An image was archived: reports archived images that are in use. */
export const handler = wrap(
  storageClassEvent,
  configured((active) => {
    const { ecr, notifier } = clientsOf(active);
    const ecs = new ECSClient(clientDefaults);
    const lambda = new LambdaClient(clientDefaults);
    const dynamodb = new DynamoDBClient(clientDefaults);
    return () => {
      const ledger = ledgerOfStack(dynamodb);
      const gatherSeconds = Number(requireVariable('GATHER_SECONDS'));
      const clients = { ecr, ecs, lambda };
      return onStorageClassEvent({ clients, notifier: notifier(), ledger, gatherSeconds });
    };
  }),
);
