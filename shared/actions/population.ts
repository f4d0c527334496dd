import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger.ts';

/**
 * How many images the nightly inventory has counted: the total that a percentage of images refers to. Kept for some
 * nights; without it, only the count of a limit applies.
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

/** Undefined where there is no recent inventory. */
export async function populationOf(
  { dynamodb, table }: Ledger,
  now: Date,
): Promise<number | undefined> {
  const Key = { id: { S: ID } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key }));
  // DynamoDB removes what has expired within days, not seconds.
  const hasExpired = Number(Item?.expiresAt?.N ?? 0) * 1000 <= now.getTime();
  return hasExpired ? undefined : Number(Item?.images?.N);
}
