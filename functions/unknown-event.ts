import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerOfStack } from '../shared/alerts/ledger/ledger.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { onUnknownEvent, unknownEvent } from '../shared/unknown/on-event.ts';

const dynamodb = new DynamoDBClient(clientDefaults);

/** An event of ECR that no published page describes: logs its shape once, so that it can be understood. */
export const handler = wrap(unknownEvent, (event) =>
  onUnknownEvent(ledgerOfStack(dynamodb), event),
);
