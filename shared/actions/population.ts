import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger.ts';

/**
 * How many images the registry had when they were last counted, which the nightly inventory does: a percentage of
 * images is of these. Kept for some nights; then nobody knows, and only the count of a limit holds.
 */
const ID = 'population/images';

const KEPT_DAYS = 7;

export async function notePopulation(
  { dynamodb, table }: Ledger,
  images: number,
  now: Date,
): Promise<void> {
  const expiresAt = String(Math.floor(now.getTime() / 1000) + KEPT_DAYS * 86_400);
  const Item = { id: { S: ID }, images: { N: String(images) }, expiresAt: { N: expiresAt } };
  await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
}

/** Undefined where nobody has counted lately. */
export async function populationOf(
  { dynamodb, table }: Ledger,
  now: Date,
): Promise<number | undefined> {
  const Key = { id: { S: ID } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key }));
  // DynamoDB removes what has expired within days, not seconds.
  const isOver = Number(Item?.expiresAt?.N ?? 0) * 1000 <= now.getTime();
  return isOver ? undefined : Number(Item?.images?.N);
}
