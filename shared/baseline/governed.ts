import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger/ledger.ts';

/**
 * To how many repositories rules of `baseline:` apply, as the last walk has counted them: the total that a percentage
 * of repositories refers to, as a slice of a walk sees a part of them.
 */
const Key = { id: { S: 'population/governed' } };

/** Counts are kept for some nights, and written again only where they change, or are about to expire. */
const KEPT_DAYS = 10;
const RENEWED_DAYS = 3;

export interface Governed {
  repositories: number;
  /** In seconds since 1970. */
  expiresAt: number;
}

/** Undefined where there was no recent walk. */
export async function governedOf(
  { dynamodb, table }: Ledger,
  now: Date,
): Promise<Governed | undefined> {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key }));
  const repositories = Number(Item?.repositories?.N);
  const expiresAt = Number(Item?.expiresAt?.N ?? 0);
  // DynamoDB removes what has expired within days, not seconds.
  return expiresAt * 1000 > now.getTime() ? { repositories, expiresAt } : undefined;
}

/** @param known - What was noted before. */
export async function noteGoverned(
  { dynamodb, table }: Ledger,
  repositories: number,
  known: Governed | undefined,
  now: Date,
): Promise<void> {
  const isFresh = known && known.expiresAt >= secondsAfter(now, RENEWED_DAYS);
  if (isFresh && known.repositories === repositories) return;
  const expiresAt = secondsAfter(now, KEPT_DAYS);
  const numbers = { repositories: { N: `${repositories}` }, expiresAt: { N: `${expiresAt}` } };
  await dynamodb.send(new PutItemCommand({ TableName: table, Item: { ...Key, ...numbers } }));
}

function secondsAfter(now: Date, days: number): number {
  return Math.floor(now.getTime() / 1000) + days * 86_400;
}
