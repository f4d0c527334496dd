import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Alert, AlertKind } from './alert.ts';
import { confirm, keyOf, type Ledger } from './ledger.ts';

/** An alert that was sent, and has not been reported as resolved. */
export interface SentAlert {
  kind: AlertKind;
  alert: Alert;
  /** When it was last sent, in milliseconds since 1970. */
  sentAt: number;
}

/** The index of the ledger that has what lasts and what is due later: these entries have a `kind`. */
export const BY_KIND = 'by-kind';

const KINDS_AT_A_TIME = 4;

/**
 * The alerts of these kinds that have not been reported as resolved. The index follows the table after a moment: what was
 * sent just now may be missing, and what was just forgotten may be there.
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

async function unresolvedOf({ dynamodb, table }: Ledger, kind: AlertKind): Promise<SentAlert[]> {
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: table,
      IndexName: BY_KIND,
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': { S: kind } },
    },
  );
  const sent: SentAlert[] = [];
  for await (const { Items = [] } of pages) {
    for (const { alert, toldAt } of Items) {
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
