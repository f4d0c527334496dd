import { ConditionalCheckFailedException, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Alert, AlertKind } from '../alert.ts';
import { entriesOfKind } from './by-kind.ts';
import { confirm, keyOf, type Ledger } from './ledger.ts';

/** An alert that was sent, and has not been reported as resolved. */
export interface SentAlert {
  kind: AlertKind;
  alert: Alert;
  /** When it was last sent, in milliseconds since 1970. */
  sentAt: number;
}

const KINDS_AT_A_TIME = 4;

/**
 * The alerts of these kinds that have not been reported as resolved: see `entriesOfKind` for what may be missing.
 *
 * @throws NoIndexError
 */
export async function unresolved(
  ledger: Ledger,
  kinds: readonly AlertKind[],
): Promise<SentAlert[]> {
  const different = [...new Set(kinds)];
  const sent = await pMap(different, (kind) => unresolvedOf(ledger, kind), {
    concurrency: KINDS_AT_A_TIME,
  });
  return sent.flat();
}

async function unresolvedOf(ledger: Ledger, kind: AlertKind): Promise<SentAlert[]> {
  const sent: SentAlert[] = [];
  for await (const page of entriesOfKind(ledger, kind)) {
    for (const { alert, toldAt } of page) {
      const parsed = JSON.parse(alert?.S ?? '') as Alert;
      sent.push({ kind, alert: parsed, sentAt: Number(toldAt?.N) });
    }
  }
  return sent;
}

/** Removes a resolved alert: true for exactly one caller, and false where it was sent again meanwhile. */
export async function forget(
  { dynamodb, table }: Ledger,
  { alert, sentAt }: SentAlert,
): Promise<boolean> {
  try {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: keyOf(alert.cause),
        ConditionExpression: 'toldAt = :at',
        ExpressionAttributeValues: { ':at': { N: String(sentAt) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Undoes `forget` where the message could not be sent, so that the next scheduled run sends it. */
export async function remember(ledger: Ledger, { alert, sentAt }: SentAlert): Promise<void> {
  await confirm(ledger, { cause: alert.cause }, alert, new Date(sentAt));
}
