import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { delayMs } from './clients.ts';
import { UnreadItemsError } from './errors.ts';

/** An item of a table. */
export type Item = Record<string, AttributeValue>;

/** What DynamoDB takes in one request. */
const KEYS_AT_A_TIME = 100;

const REQUESTS_AT_A_TIME = 8;

/** Attempts in a row that read nothing. */
const MOST_ATTEMPTS = 10;

/** A table whose key is `id`, a text. */
export interface TableById {
  dynamodb: DynamoDBClient;
  table: string;
}

/**
 * Reads items by their ids, 100 in a request, and several requests concurrently. What DynamoDB leaves out of an answer,
 * as it is longer than 16 MB or throttled, is asked for again. The reads are consistent: what was written before is seen.
 *
 * @param attributes - What is read of each besides `id`: an answer is shorter with few.
 * @returns the items that exist, by id.
 * @throws UnreadItemsError when DynamoDB goes on to leave some out.
 */
export async function itemsById(
  { dynamodb, table }: TableById,
  ids: Iterable<string>,
  attributes: readonly string[],
): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  const read = consistently(['id', ...attributes]);
  /** Answers the keys that DynamoDB has left out. */
  const readSome = async (keys: Item[]): Promise<Item[]> => {
    const RequestItems = { [table]: { ...read, Keys: keys } };
    const answer = await dynamodb.send(new BatchGetItemCommand({ RequestItems }));
    for (const item of answer.Responses?.[table] ?? []) found.set(item.id?.S ?? '', item);
    return answer.UnprocessedKeys?.[table]?.Keys ?? [];
  };
  const readAll = async (keys: Item[]): Promise<void> => {
    let left = keys;
    for (let failures = 0; ; await sleep(delayMs(failures))) {
      const unread = await readSome(left);
      if (unread.length === 0) return;
      failures = unread.length < left.length ? 0 : failures + 1;
      if (failures === MOST_ATTEMPTS) throw new UnreadItemsError(table, unread.length);
      left = unread;
    }
  };
  // DynamoDB refuses a request that has a key twice.
  const keys = [...new Set(ids)].map((id) => ({ id: { S: id } }));
  await pMap(chunksOf(keys, KEYS_AT_A_TIME), readAll, { concurrency: REQUESTS_AT_A_TIME });
  return found;
}

/** By placeholders: an attribute may have a word of DynamoDB's as its name. */
function consistently(attributes: readonly string[]) {
  const names = attributes.map((it, index) => [`#a${index}`, it] as const);
  return {
    ConsistentRead: true,
    ProjectionExpression: names.map(([name]) => name).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}

function chunksOf<Value>(values: readonly Value[], size: number): Value[][] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
