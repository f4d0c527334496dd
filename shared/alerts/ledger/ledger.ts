import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { requireVariable } from '../../runtime/environment.ts';
import type { Alert, Cause } from '../alert.ts';
import { clipped } from '../quote.ts';

/**
 * A DynamoDB table that holds sent alerts by the `id` of their cause: until when none of that cause is sent again
 * (`toldUntil`), and for one that lasts also the alert, since when it does, and when it was last sent (`toldAt`).
 */
export interface Ledger {
  dynamodb: DynamoDBClient;
  table: string;
}

/** The ledger of the stack that a function belongs to. @throws MissingVariableError without LEDGER_TABLE. */
export function ledgerOfStack(dynamodb: DynamoDBClient): Ledger {
  return { dynamodb, table: requireVariable('LEDGER_TABLE') };
}

/** A cause whose alert the caller has to send now. */
export interface Claim {
  cause: Cause;
  /** ISO 8601: when it was first reported, if it was. */
  since?: string;
}

/** Seconds that a claim lasts: if its holder dies before the alert is sent, another one sends it. */
const LEASE_SECONDS = 60;

/** Seconds after an alert was last sent in which a scheduled run can still report it as resolved. */
const REMEMBERED_SECONDS = 30 * 86_400;

/** Claims the cause, for exactly one caller per window (and occasion); undefined when an alert of it was sent. */
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

/** The alert was sent, or the work was done: the window begins. */
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
 * Does the work once per cause and window, whoever else calls this. Work that fails counts as not done.
 *
 * @returns whether this call did it.
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

/** The alert could not be sent: the cause can be claimed again at once. */
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

/** A key has 2,048 bytes at most, and parts of a cause may come from an event. */
export function keyOf({ id }: Cause) {
  const short = Buffer.byteLength(id) <= 1_024;
  const hash = () => createHash('sha256').update(id).digest('hex');
  return { id: { S: short ? id : `${id.slice(0, 200)}/${hash()}` } };
}

/** An item has 400 KB at most: the first lines of a long alert are enough to report it as resolved. */
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

export function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
