import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger.ts';
import type { LimitedKind } from '../config/schema/limited-kinds.ts';
import type { LimitsConfig } from '../config/schema/limits.ts';

/**
 * How much has been done today, counted in the ledger: one item for each kind and day (UTC), which everybody
 * shares, whatever runs at the same time. It holds the sum of the day, the sum of each run, and the acts that
 * have been begun and not ended: one of those that is tried again, in whichever run, is not counted again.
 */

/** What is to be counted. */
export interface Claim {
  kind: LimitedKind;
  /** The same for the same act, whoever does it. */
  action: string;
  /** The same for all attempts of a run. */
  run: string;
  weight: number;
  /** How many things the percentages are of. */
  of?: number | undefined;
}

/** There is room for the act, or which bound has none. */
export type Granted =
  | { granted: true }
  | { granted: false; per: 'run' | 'day'; most: number; used: number };

/** Days that a count is kept: longer than any clock is wrong. */
const KEPT_DAYS = 3;

/** Counts an act in if there is room for it, in one call as a rule; one that is begun already is in. */
export async function reserve(
  ledger: Ledger,
  limits: LimitsConfig,
  claim: Claim,
  now: Date,
): Promise<Granted> {
  const most = {
    run: mostOf(limits[claim.kind].perRun, claim.of),
    day: mostOf(limits[claim.kind].perDay, claim.of),
  };
  const fits = claim.weight <= Math.min(most.run, most.day);
  for (let attempt = 1; ; attempt += 1) {
    if (fits && (await add(ledger, claim, most, now))) return { granted: true };
    const count = await countOf(ledger, claim, now);
    if (count.begun.includes(claim.action)) return { granted: true };
    const isFull = (per: 'run' | 'day') => count[per] + claim.weight > most[per];
    // Whoever had begun the same act has ended it since: there is room, and it is to be counted.
    if (fits && !isFull('run') && !isFull('day') && attempt < MOST_ATTEMPTS) continue;
    const per = isFull('run') ? 'run' : 'day';
    return { granted: false, per, most: most[per], used: count[per] };
  }
}

/** So often the same act can end between a write and a read. */
const MOST_ATTEMPTS = 5;

/**
 * The lower of the count and the percentage, which is rounded up: of a few, one. 100 percent is no bound; 0 percent is
 * none, of however many.
 */
export function mostOf(
  { count, percent }: { count: number; percent: number },
  of: number | undefined,
): number {
  if (percent === 0) return 0;
  if (of === undefined || percent >= 100) return count;
  return Math.min(count, Math.ceil((of * percent) / 100));
}

/** An act has come to its end, whichever: if it is to be done once more, it counts once more. */
export async function end(
  { dynamodb, table }: Ledger,
  { kind, action }: Pick<Claim, 'kind' | 'action'>,
  begun: Date,
): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(kind, begun),
      UpdateExpression: 'DELETE begun :act',
      ExpressionAttributeValues: { ':act': { SS: [action] } },
    }),
  );
}

async function add(
  { dynamodb, table }: Ledger,
  { kind, action, run, weight }: Claim,
  most: { run: number; day: number },
  now: Date,
): Promise<boolean> {
  const number = (value: number) => ({ N: String(value) });
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(kind, now),
        UpdateExpression: 'ADD used :weight, #run :weight, begun :acts SET expiresAt = :expires',
        ConditionExpression:
          '(attribute_not_exists(begun) OR NOT contains(begun, :act)) ' +
          'AND (attribute_not_exists(used) OR used <= :day) ' +
          'AND (attribute_not_exists(#run) OR #run <= :run)',
        ExpressionAttributeNames: { '#run': runKey(run) },
        ExpressionAttributeValues: {
          ':weight': number(weight),
          ':acts': { SS: [action] },
          ':act': { S: action },
          ':day': number(most.day - weight),
          ':run': number(most.run - weight),
          ':expires': number(Math.floor(now.getTime() / 1000) + KEPT_DAYS * 86_400),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function countOf(
  { dynamodb, table }: Ledger,
  { kind, run }: Pick<Claim, 'kind' | 'run'>,
  now: Date,
): Promise<{ day: number; run: number; begun: string[] }> {
  const { Item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(kind, now), ConsistentRead: true }),
  );
  return {
    day: Number(Item.used?.N ?? 0),
    run: Number(Item[runKey(run)]?.N ?? 0),
    begun: Item.begun?.SS ?? [],
  };
}

function keyOf(kind: LimitedKind, day: Date) {
  return { id: { S: `budget/${kind}/${day.toISOString().slice(0, 10)}` } };
}

/** Short, as the item of a busy day has thousands. */
function runKey(run: string): string {
  return `run ${createHash('sha256').update(run).digest('hex').slice(0, 10)}`;
}
