import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Alert, AlertKind, Cause } from './alert.ts';
import { clipped } from './quote.ts';

/**
 * A DynamoDB table that remembers what people have been told, by `id`: until when it is not to be told again
 * (`toldUntil`), and of what stands also what it was, since when, and when they were last told.
 */
export interface Ledger {
  dynamodb: DynamoDBClient;
  table: string;
}

/** What people have been told of, and stands as far as they know. */
export interface Told {
  kind: AlertKind;
  alert: Alert;
  /** Milliseconds since 1970. */
  toldAt: number;
}

/** A cause that is ours to tell now. */
export interface Claim {
  cause: Cause;
  /** ISO 8601: when people were first told, if they were. */
  since?: string;
}

/** Seconds that a claim holds: whoever dies while telling has not told for ever. */
const LEASE_SECONDS = 60;

/** Seconds that a sweep has to find out that something is over, after it was last told. */
const REMEMBERED_SECONDS = 30 * 86_400;

/** Takes the cause, for exactly one caller per window (and occasion); undefined when it was told. */
export async function claim(
  { dynamodb, table }: Ledger,
  cause: Cause,
  now: Date,
): Promise<Claim | undefined> {
  const seconds = secondsOf(now);
  try {
    const { Attributes } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(cause),
        UpdateExpression: `SET toldUntil = :lease, expiresAt = :expires, occasion = :occasion`,
        // Entries of an earlier version have expiresAt alone.
        ConditionExpression:
          'attribute_not_exists(id) OR toldUntil <= :now ' +
          'OR (attribute_not_exists(toldUntil) AND expiresAt <= :now)' +
          (cause.occasion === undefined ? '' : ' OR occasion <> :occasion'),
        ExpressionAttributeValues: {
          ':lease': { N: String(seconds + LEASE_SECONDS) },
          ':expires': { N: String(seconds + REMEMBERED_SECONDS) },
          ':now': { N: String(seconds) },
          ':occasion': { S: cause.occasion ?? '-' },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const since = Attributes?.since?.S;
    return { cause, ...(since && { since }) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** The alert was sent, or whatever else was to be done once: the window begins. */
export async function confirm(
  { dynamodb, table }: Ledger,
  { cause }: Claim,
  alert: Alert | undefined,
  now: Date,
): Promise<void> {
  const until = secondsOf(now) + cause.windowSeconds;
  const { stands, since = now.toISOString() } = alert ?? {};
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(cause),
      UpdateExpression:
        'SET toldUntil = :until, expiresAt = :expires' +
        (stands ? ', since = :since, toldAt = :at, kind = :kind, alert = :alert' : ''),
      ExpressionAttributeValues: {
        ':until': { N: String(until) },
        ':expires': { N: String(until + (stands ? REMEMBERED_SECONDS : 0)) },
        ...(alert &&
          stands && {
            ':since': { S: since },
            ':at': { N: String(now.getTime()) },
            ':kind': { S: alert.kind },
            ':alert': { S: JSON.stringify({ ...shortened(alert), since }) },
          }),
      },
    }),
  );
}

/**
 * Does something once per cause and window, whoever else wants to. When it fails, it counts as not done.
 *
 * @returns whether it was done now.
 */
export async function once(
  ledger: Ledger,
  cause: Cause,
  work: () => void | Promise<void>,
): Promise<boolean> {
  const claimed = await claim(ledger, cause, new Date());
  if (claimed === undefined) return false;
  try {
    await work();
  } catch (error) {
    await release(ledger, claimed);
    throw error;
  }
  await confirm(ledger, claimed, undefined, new Date());
  return true;
}

/** The alert could not be sent: it counts as not told. */
export async function release({ dynamodb, table }: Ledger, { cause }: Claim): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(cause),
      UpdateExpression: 'SET toldUntil = :never REMOVE occasion',
      ExpressionAttributeValues: { ':never': { N: '0' } },
    }),
  );
}

/** What people have been told of these kinds and stands as far as they know. Reads the whole table. */
export async function standing(
  { dynamodb, table }: Ledger,
  kinds: readonly AlertKind[],
): Promise<Told[]> {
  const names = kinds.map((_, index) => `:kind${index}`);
  const pages = paginateScan(
    { client: dynamodb },
    {
      TableName: table,
      FilterExpression: `kind IN (${names.join(', ')})`,
      ExpressionAttributeValues: Object.fromEntries(
        kinds.map((kind, index) => [`:kind${index}`, { S: kind }]),
      ),
    },
  );
  const told: Told[] = [];
  for await (const { Items = [] } of pages) {
    for (const { kind, alert, toldAt } of Items) {
      told.push({
        kind: kind?.S as AlertKind,
        alert: JSON.parse(alert?.S ?? '') as Alert,
        toldAt: Number(toldAt?.N),
      });
    }
  }
  return told;
}

/** Takes what is over out of the ledger: true for exactly one caller, and not when it was told anew meanwhile. */
export async function forget({ dynamodb, table }: Ledger, told: Told): Promise<boolean> {
  try {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: keyOf(told.alert.cause),
        ConditionExpression: 'toldAt = :at',
        ExpressionAttributeValues: { ':at': { N: String(told.toldAt) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Puts back what could not be told as over, so that the next sweep tells it. */
export async function recall(ledger: Ledger, { alert, toldAt }: Told): Promise<void> {
  await confirm(ledger, { cause: alert.cause }, alert, new Date(toldAt));
}

/** A key has 2,048 bytes at most, and what a cause is made of may come from an event. */
function keyOf({ id }: Cause) {
  const short = Buffer.byteLength(id) <= 1_024;
  const hash = () => createHash('sha256').update(id).digest('hex');
  return { id: { S: short ? id : `${id.slice(0, 200)}/${hash()}` } };
}

/** An entry has 400 KB at most: of a long alert, its first lines are enough to say that it is over. */
function shortened(alert: Alert): Alert {
  const few = (lines: readonly string[] = []) =>
    lines.slice(0, 20).map((line) => clipped(line, 1_000));
  const { title, what, done, todo } = alert;
  return {
    ...alert,
    title: clipped(title, 1_000),
    what: few(what),
    done: few(done),
    todo: few(todo),
  };
}

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
