import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { explained } from '../../runtime/explain.ts';
import { logger } from '../../runtime/logger.ts';
import type { Alert } from '../alert.ts';
import type { Notifying, Send } from '../notifying.ts';
import type { Ledger } from './ledger.ts';

/** Seconds until an execution environment sends the alert again. */
const WINDOW_SECONDS = 3600;

/** When it was last sent, in milliseconds, by client: a client lives as long as its execution environment. */
const lastSent = new WeakMap<DynamoDBClient, number>();

/**
 * Sends the alert that the ledger cannot be reached. Without the ledger it cannot be deduplicated over all functions:
 * each execution environment sends it once an hour at most. Never throws, as the caller throws `error` itself; a
 * message that cannot be sent is logged, and tried again with the next error.
 */
export async function notifyUnreachable(
  { dynamodb, table }: Ledger,
  send: Send,
  { error, now }: { error: unknown; now: Date },
): Promise<void> {
  logger.error('The ledger cannot be reached', { table, error });
  const before = lastSent.get(dynamodb) ?? Number.NEGATIVE_INFINITY;
  if (now.getTime() - before < WINDOW_SECONDS * 1000) return;
  lastSent.set(dynamodb, now.getTime());
  try {
    const { error: unsent } = await send([
      { alert: unreachableAlert(table, error, now), state: 'raised' },
    ]);
    if (unsent !== undefined) throw unsent;
  } catch (unsent) {
    lastSent.delete(dynamodb);
    logger.error('The alert that the ledger cannot be reached was not sent', { error: unsent });
  }
}

/** Runs what needs the ledger. An error is reported as an unreachable ledger, and thrown. */
export async function needingLedger<Result>(
  notifying: Pick<Notifying, 'notifyLedgerUnreachable'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await notifying.notifyLedgerUnreachable(error);
    throw error;
  }
}

/** What is reported of a ledger that cannot be reached. */
export function unreachableAlert(table: string, error: unknown, now: Date): Alert {
  return {
    kind: 'steward.ledger-unreachable',
    cause: { id: 'steward/ledger-unreachable', windowSeconds: WINDOW_SECONDS },
    title: 'The ledger cannot be reached: nothing is enforced or reported',
    where: { text: `the table ${table}` },
    severity: 'critical',
    since: now.toISOString(),
    what: [
      explained(error),
      'Events are retried, and those that fail for good go to the dead-letter queue',
    ],
    todo: [
      `Check that the table ${table} exists, and that the roles of the functions may read and write it`,
    ],
  };
}
