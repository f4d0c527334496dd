import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { once } from '../shared/alerts/ledger.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { kindWord, shapeOf } from '../shared/unknown/shape.ts';

const dynamodb = new DynamoDBClient(clientDefaults);

const THIRTY_DAYS = 2_592_000;

const event = z.looseObject({ 'detail-type': z.optional(z.unknown()) });

/** An event of ECR that no published page describes: its shape is logged once, so that it can be understood. */
export const handler = wrap(event, async ({ 'detail-type': type, detail }) => {
  const action = Reflect.get(Object(detail), 'action-type');
  const shape = { type: kindWord(type), action: kindWord(action), detail: shapeOf(detail) };
  const hash = createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 32);
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const cause = { id: `unknown-event/${hash}`, windowSeconds: THIRTY_DAYS };
  count({ UnknownEvents: 1 });
  const logged = await once(ledger, cause, () => {
    logger.warn('An event of ECR that is not known yet', { shape });
  });
  return { shape, logged };
});
