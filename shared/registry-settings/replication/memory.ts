import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { entriesOfKind } from '../../alerts/ledger/by-kind.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { type Item, itemsById } from '../../runtime/items.ts';
import { covers } from './state.ts';

/**
 * What is known of the backfill of a destination. ECR forgets one 90 days after its end, so the ledger remembers it, as
 * long as it is declared: none is started twice.
 */
export interface BackfillRecord {
  destination: string;
  /** What it copies; none: all repositories. */
  prefixes: readonly string[];
  /** Since when it is to be started: one that ECR has begun before is not it. In milliseconds since 1970. */
  wantedAt: number;
  /** ECR's id, once a run has seen it. */
  id?: string;
  /** When its end was reported first, in milliseconds since 1970. */
  reportedAt?: number;
  /** How it has ended, once that was reported for certain. */
  ended?: string;
}

const KIND = 'backfill';

export type BackfillRecords = ReadonlyMap<string, BackfillRecord>;

/** What is known of these destinations, read consistently. */
export async function readRecords(
  ledger: Ledger,
  destinations: Iterable<string>,
): Promise<BackfillRecords> {
  const ids = [...destinations].map((destination) => idOf(destination));
  const attributes = ['prefixes', 'wantedAt', 'backfillId', 'reportedAt', 'ended'];
  const items = await itemsById(ledger, ids, attributes);
  return new Map(
    [...items.values()].map((item) => recordIn(item)).map((it) => [it.destination, it]),
  );
}

/**
 * Notes that a backfill is wanted, before it is started: a run that ends right after the start is recognized by it. The
 * same again changes nothing; other prefixes are a backfill of their own.
 */
export async function noteWanted(
  { dynamodb, table }: Ledger,
  { destination, prefixes, wantedAt }: BackfillRecord,
): Promise<void> {
  await unlessRefused(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: idOf(destination) } },
        UpdateExpression:
          'SET kind = :kind, prefixes = :prefixes, wantedAt = :at REMOVE backfillId, reportedAt, ended',
        ConditionExpression: 'attribute_not_exists(id) OR prefixes <> :prefixes',
        ExpressionAttributeValues: {
          ':kind': { S: KIND },
          ':prefixes': { S: JSON.stringify(prefixes) },
          ':at': { N: String(wantedAt) },
        },
      }),
    ),
  );
}

/** Notes which backfill of ECR it is, or how that has ended; nothing where another one is wanted by now. */
export async function noteSeen(
  { dynamodb, table }: Ledger,
  { destination, wantedAt }: BackfillRecord,
  { id, reportedAt, ended }: Required<Pick<BackfillRecord, 'id'>> & Partial<BackfillRecord>,
): Promise<void> {
  await unlessRefused(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: idOf(destination) } },
        UpdateExpression:
          'SET backfillId = :id' +
          (reportedAt === undefined ? '' : ', reportedAt = :reported') +
          (ended === undefined ? '' : ', ended = :ended'),
        ConditionExpression: 'wantedAt = :at',
        ExpressionAttributeValues: {
          ':id': { S: id },
          ':at': { N: String(wantedAt) },
          ...(reportedAt !== undefined && { ':reported': { N: String(reportedAt) } }),
          ...(ended !== undefined && { ':ended': { S: ended } }),
        },
      }),
    ),
  );
}

/**
 * Forgets destinations, and prefixes of a destination, that are no longer declared: what is pushed meanwhile is not copied,
 * so that they get a backfill again once they are declared again.
 */
export async function forgetOthers(
  ledger: Ledger,
  wanted: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const { dynamodb, table: TableName } = ledger;
  for await (const page of entriesOfKind(ledger, KIND)) {
    for (const record of page.map(recordIn)) {
      const { destination } = record;
      const prefixes = wanted.get(destination);
      if (prefixes !== undefined) await narrow(ledger, record, prefixes);
      else {
        const Key = { id: { S: idOf(destination) } };
        await dynamodb.send(new DeleteItemCommand({ TableName, Key }));
      }
    }
  }
}

/** Notes that fewer repositories are declared: nothing where a run has noted others by now. */
async function narrow(
  { dynamodb, table }: Ledger,
  { destination, prefixes }: BackfillRecord,
  fewer: readonly string[],
): Promise<void> {
  const [before, after] = [prefixes, fewer].map((it) => JSON.stringify(it));
  if (before === undefined || after === undefined || before === after) return;
  if (!covers(prefixes, fewer)) return;
  await unlessRefused(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: idOf(destination) } },
        UpdateExpression: 'SET prefixes = :after',
        ConditionExpression: 'prefixes = :before',
        ExpressionAttributeValues: { ':before': { S: before }, ':after': { S: after } },
      }),
    ),
  );
}

async function unlessRefused(written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function idOf(destination: string): string {
  return `${KIND}/${destination}`;
}

const texts = z.array(z.string());

function recordIn({ id, prefixes, wantedAt, backfillId, reportedAt, ended }: Item): BackfillRecord {
  return {
    destination: (id?.S ?? '').slice(KIND.length + 1),
    prefixes: texts.parse(JSON.parse(prefixes?.S ?? '[]')),
    wantedAt: Number(wantedAt?.N),
    ...(backfillId?.S !== undefined && { id: backfillId.S }),
    ...(reportedAt?.N !== undefined && { reportedAt: Number(reportedAt.N) }),
    ...(ended?.S !== undefined && { ended: ended.S }),
  };
}
