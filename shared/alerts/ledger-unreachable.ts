import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { explain } from '../runtime/explain.ts';
import { logger } from '../runtime/logger.ts';
import type { Alert } from './alert.ts';
import type { Ledger } from './ledger.ts';
import type { Notifying, Send } from './notifying.ts';

/** Seconds until an execution environment says so again. */
const WINDOW_SECONDS = 3600;

/** When it was said, in milliseconds, by the client: that lives as long as its execution environment. */
const lastTold = new WeakMap<DynamoDBClient, number>();

/**
 * Tells people that the ledger cannot be reached, without it: so once an hour and execution environment is all that
 * can be promised. Never throws, as the caller has an error of its own to throw: a message that cannot be sent is
 * logged, and tried again with the next error.
 */
export async function notifyUnreachable(
  { dynamodb, table }: Ledger,
  send: Send,
  { error, now }: { error: unknown; now: Date },
): Promise<void> {
  logger.error('The ledger is out of reach', { table, error });
  const before = lastTold.get(dynamodb) ?? Number.NEGATIVE_INFINITY;
  if (now.getTime() - before < WINDOW_SECONDS * 1000) return;
  lastTold.set(dynamodb, now.getTime());
  try {
    const { error: unsent } = await send([
      { alert: unreachableAlert(table, error, now), state: 'raised' },
    ]);
    if (unsent !== undefined) throw unsent;
  } catch (unsent) {
    lastTold.delete(dynamodb);
    logger.error('People could not be told that the ledger is out of reach', { error: unsent });
  }
}

/** Does what needs the ledger. What fails is told as a ledger out of reach, and thrown as it is. */
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
    title: 'The ledger is out of reach: nothing is acted on or told',
    where: { text: `the table ${table}` },
    severity: 'critical',
    since: now.toISOString(),
    what: [
      explain(error) ?? String(error),
      'Events are tried again, and those that fail for good come to the dead-letter queue',
    ],
    todo: [
      `See that the table ${table} is there, and that the roles of the functions may read and write it`,
    ],
  };
}
