import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger/ledger.ts';

/** What the last walk over the registry has counted: the totals that percentages refer to. */
export interface Population {
  images: number;
  tags: number;
}

/** Kept for some nights; without it, only the count of a limit applies. */
const Key = { id: { S: 'population/images' } };

/** A number that has not changed is written again when it would be kept for less than this. */
const LEAST_DAYS = 7;

const KEPT_DAYS = 10;

/** What is noted holds for at least a week. One read, and a write only where a number changes or becomes old. */
export async function notePopulation(
  ledger: Ledger,
  { images, tags }: Population,
  now: Date,
): Promise<void> {
  const known = await noted(ledger);
  const isSame = known?.images === images && known.tags === tags;
  if (isSame && known.expiresAt >= secondsAfter(now, LEAST_DAYS)) return;
  const numbers = { images, tags, expiresAt: secondsAfter(now, KEPT_DAYS) };
  const attributes = Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }]);
  const Item = { ...Key, ...Object.fromEntries(attributes) };
  await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
}

/** Undefined where there was no recent walk. `tags` is missing where an earlier version has noted it. */
export async function populationOf(
  ledger: Ledger,
  now: Date,
): Promise<(Pick<Population, 'images'> & Partial<Population>) | undefined> {
  const known = await noted(ledger);
  // DynamoDB removes what has expired within days, not seconds.
  if (known === undefined || known.expiresAt * 1000 <= now.getTime()) return undefined;
  const { images, tags } = known;
  return { images, ...(tags !== undefined && { tags }) };
}

async function noted({ dynamodb, table }: Ledger) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const { images, tags, expiresAt } = Item;
  return {
    images: Number(images?.N),
    tags: tags && Number(tags.N),
    expiresAt: Number(expiresAt?.N ?? 0),
  };
}

function secondsAfter(now: Date, days: number): number {
  return Math.floor(now.getTime() / 1000) + days * 86_400;
}
