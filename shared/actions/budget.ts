import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { LimitedKind } from '../config/schema/limited-kinds.ts';
import type { LimitsConfig } from '../config/schema/limits.ts';

/**
 * What is used up of the limits, counted in the ledger: one item for each kind and day (UTC), shared by all functions
 * and commands that run at the same time. It has the sum of the day, the sum of each run, and the actions that have
 * begun and not ended: one of those that is tried again, in whichever run, is not counted again.
 */

/** An action to be counted. */
export interface Claim {
  kind: LimitedKind;
  /** The same for the same action, whoever does it. */
  action: string;
  /** The same for all attempts of a run. */
  run: string;
  weight: number;
  /** The total that the percentages refer to. */
  of?: number | undefined;
}

/** Whether the limits allow the action; else which of them does not. */
export type Granted =
  | { granted: true }
  | { granted: false; per: 'run' | 'day'; most: number; used: number };

/** The retention of a count, in days: more than any clock is off. */
const KEPT_DAYS = 3;

/** Counts an action, where the limits allow it: one call in most cases. One that has begun already is counted. */
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
    // Another attempt at the same action has just ended: it has to be counted.
    if (fits && !isFull('run') && !isFull('day') && attempt < MOST_ATTEMPTS) continue;
    const per = isFull('run') ? 'run' : 'day';
    return { granted: false, per, most: most[per], used: count[per] };
  }
}

/** How often another attempt at the same action can end between our write and read. */
const MOST_ATTEMPTS = 5;

/**
 * The lower of the count and the percentage, which is rounded up: at least one of a few. 100 percent is no limit;
 * 0 percent allows none.
 */
export function mostOf(
  { count, percent }: { count: number; percent: number },
  of: number | undefined,
): number {
  if (percent === 0) return 0;
  if (of === undefined || percent >= 100) return count;
  return Math.min(count, Math.ceil((of * percent) / 100));
}

/** The action has ended, done or failed: another one like it counts again. */
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
