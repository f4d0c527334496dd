import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { KEPT_SECONDS } from './plan.ts';
import type { Move, Pusher, Reading, TagRecord } from './record.ts';

/** The DynamoDB table that records which image each tag names. */
export interface TagTable {
  dynamodb: DynamoDBClient;
  table: string;
}

type Key = Pick<TagRecord, 'repository' | 'tag'>;
type Item = Record<string, AttributeValue>;

export async function readTag(
  { dynamodb, table }: TagTable,
  key: Key,
): Promise<TagRecord | undefined> {
  const input = { TableName: table, Key: keyOf(key), ConsistentRead: true };
  const { Item: item } = await dynamodb.send(new GetItemCommand(input));
  return item && recordOf(item);
}

/**
 * All records of a repository, by tag: one Query. There may be many, so of those without a move to be reported there is
 * only what a reading is compared with.
 */
export async function readTags(
  { dynamodb, table }: TagTable,
  repository: string,
): Promise<Map<string, TagRecord>> {
  const found = new Map<string, TagRecord>();
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'repository = :repository',
      ExpressionAttributeValues: { ':repository': { S: repository } },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const record of Items.map(recordOf)) {
      found.set(record.tag, record.untold ? record : briefly({ ...record, repository }));
    }
  }
  return found;
}

function briefly({ repository, tag, digest, readAt, expiresAt, untold }: TagRecord): TagRecord {
  const read = { ...(digest && { digest }), ...(readAt !== undefined && { readAt }) };
  return { repository, tag, expiresAt, untold, ...read };
}

/**
 * Writes what the registry says of a tag, if the table still has what `known` says, so that an older reading never
 * replaces a newer one.
 *
 * @param move - The move to be reported.
 * @returns what the table then has; undefined when another invocation was faster.
 */
export function writeReading(
  tags: TagTable,
  known: TagRecord | undefined,
  reading: Reading,
  move?: Move,
): Promise<TagRecord | undefined> {
  const sets: Item = {
    digest: { S: reading.digest },
    readAt: { N: String(reading.readAt) },
    expiresAt: { N: String(Math.floor(reading.readAt / 1000) + KEPT_SECONDS) },
    ...(reading.pushedAt && { pushedAt: { S: reading.pushedAt } }),
    ...(move && {
      moveFrom: { S: move.from },
      moveTo: { S: move.to },
      moveAt: { S: move.at },
      untold: { BOOL: true },
    }),
  };
  const condition =
    known?.digest === undefined
      ? { text: 'attribute_not_exists(digest)', values: {} }
      : {
          text: 'digest = :known AND readAt = :knownAt',
          values: { ':known': { S: known.digest }, ':knownAt': { N: String(known.readAt ?? 0) } },
        };
  return update(tags, reading, sets, condition);
}

/**
 * Records who pushed.
 *
 * @returns the record of the tag then; undefined when it has a later push.
 */
export async function writePusher(
  tags: TagTable,
  key: Key,
  { digest, who, at }: Pusher,
): Promise<TagRecord | undefined> {
  const seconds = Math.floor(Date.now() / 1000) + KEPT_SECONDS;
  const sets = {
    pusherDigest: { S: digest },
    pusher: { S: who },
    pusherAt: { S: at },
    expiresAt: { N: String(seconds) },
  };
  const text = 'attribute_not_exists(pusherAt) OR pusherAt <= :at';
  return update(tags, key, sets, { text, values: { ':at': { S: at } } });
}

/** Records that a move was reported; does nothing where the tag has moved again. */
export async function writeReported(tags: TagTable, key: Key, move: Move): Promise<void> {
  const same = { text: 'moveAt = :at AND moveTo = :to', values: {} };
  const values = { ':at': { S: move.at }, ':to': { S: move.to } };
  await update(tags, key, { untold: { BOOL: false } }, { ...same, values });
}

async function update(
  { dynamodb, table }: TagTable,
  key: Key,
  sets: Item,
  { text, values }: { text: string; values: Item },
): Promise<TagRecord | undefined> {
  const entries = Object.entries(sets);
  const input: UpdateItemCommandInput = {
    TableName: table,
    Key: keyOf(key),
    UpdateExpression: `SET ${entries.map(([name]) => `${name} = :set_${name}`).join(', ')}`,
    ConditionExpression: text,
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(entries.map(([name, value]) => [`:set_${name}`, value])),
    },
    ReturnValues: 'ALL_NEW',
  };
  try {
    const { Attributes } = await dynamodb.send(new UpdateItemCommand(input));
    return Attributes && recordOf(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

function keyOf({ repository, tag }: Key): Item {
  return { repository: { S: repository }, tag: { S: tag } };
}

function recordOf(item: Item): TagRecord {
  const text = (name: string) => item[name]?.S;
  const [digest, pushedAt, readAt] = [text('digest'), text('pushedAt'), item.readAt?.N];
  const [from, to, at] = [text('moveFrom'), text('moveTo'), text('moveAt')];
  const [pushed, who, pusherAt] = [text('pusherDigest'), text('pusher'), text('pusherAt')];
  return {
    repository: text('repository') ?? '',
    tag: text('tag') ?? '',
    expiresAt: Number(item.expiresAt?.N ?? 0),
    untold: item.untold?.BOOL === true,
    ...(digest && { digest }),
    ...(readAt && { readAt: Number(readAt) }),
    ...(pushedAt && { pushedAt }),
    ...(from && to && at && { move: { from, to, at } }),
    ...(pushed && who && pusherAt && { pusher: { digest: pushed, who, at: pusherAt } }),
  };
}
