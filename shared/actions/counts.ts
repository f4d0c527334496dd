import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger/ledger.ts';

/** What a walk has counted, by the name of each number. */
export type Counts = Readonly<Record<string, number>>;

/** A number that has not changed is written again when it would be kept for less than this. */
const LEAST_DAYS = 7;

/** Kept for some nights. */
const KEPT_DAYS = 10;

/** What holds for at least a week. One read, and a write only where a number changes or becomes old. */
export async function noteCounts(
  ledger: Ledger,
  of: string,
  counts: Counts,
  now: Date,
): Promise<void> {
  const { expiresAt = 0, ...known } = (await noted(ledger, of)) ?? {};
  const isSame = Object.entries(counts).every(([name, number]) => known[name] === number);
  if (isSame && expiresAt >= secondsAfter(now, LEAST_DAYS)) return;
  const numbers = { ...counts, expiresAt: secondsAfter(now, KEPT_DAYS) };
  const attributes = Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }]);
  const Item = { ...keyOf(of), ...Object.fromEntries(attributes) };
  await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
}

/** Undefined where there was no recent walk. A number is missing where an earlier version has noted none. */
export async function countsOf(
  ledger: Ledger,
  of: string,
  now: Date,
): Promise<Partial<Counts> | undefined> {
  const { expiresAt = 0, ...counts } = (await noted(ledger, of)) ?? {};
  // DynamoDB removes what has expired within days, not seconds.
  return expiresAt * 1000 > now.getTime() ? counts : undefined;
}

async function noted(
  { dynamodb, table }: Ledger,
  of: string,
): Promise<Partial<Counts> | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(of), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const { id: _, ...numbers } = Item;
  return Object.fromEntries(Object.entries(numbers).map(([name, { N }]) => [name, Number(N)]));
}

function keyOf(of: string) {
  return { id: { S: `population/${of}` } };
}

function secondsAfter(now: Date, days: number): number {
  return Math.floor(now.getTime() / 1000) + days * 86_400;
}
