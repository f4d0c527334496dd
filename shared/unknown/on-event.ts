import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type Ledger, once } from '../alerts/ledger/ledger.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { kindWord, shapeOf } from './shape.ts';

const THIRTY_DAYS = 2_592_000;

export const unknownEvent = z.looseObject({ 'detail-type': z.optional(z.unknown()) });

/** Logs the shape of an event that AWS does not document: once in thirty days, without its values. */
export async function onUnknownEvent(
  ledger: Ledger,
  { 'detail-type': type, detail }: z.infer<typeof unknownEvent>,
): Promise<{ shape: object; logged: boolean }> {
  const action = Reflect.get(Object(detail), 'action-type');
  const shape = { type: kindWord(type), action: kindWord(action), detail: shapeOf(detail) };
  const hash = createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 32);
  const cause = { id: `unknown-event/${hash}`, windowSeconds: THIRTY_DAYS };
  count({ UnknownEvents: 1 });
  const logged = await once(ledger, cause, () => {
    logger.warn('Unknown event of ECR', { shape });
  });
  return { shape, logged };
}
