import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test, vi } from 'vitest';
import { itemsById, type TableById } from '../../../shared/runtime/items.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';

/** A table of 3 items, `a` to `c`. */
async function startTable() {
  const started = await startTestAws();
  const table = await createLedger(started);
  for (const id of ['a', 'b', 'c']) {
    const Item = { id: { S: id }, day: { S: `day of ${id}` }, size: { N: '1' } };
    await table.dynamodb.send(new PutItemCommand({ TableName: table.table, Item }));
  }
  return { ...started, table };
}

/** DynamoDB that leaves all keys but the first `most` of each request unread. */
function overloaded({ dynamodb }: TableById, most: number): void {
  const send = dynamodb.send.bind(dynamodb);
  dynamodb.send = (async (command: BatchGetItemCommand) => {
    const [[table = '', request] = []] = Object.entries(command.input.RequestItems ?? {});
    const keys = request?.Keys ?? [];
    const left = { [table]: { ...request, Keys: keys.slice(most) } };
    const UnprocessedKeys = keys.length > most ? left : {};
    if (most === 0) return { Responses: {}, UnprocessedKeys };
    const RequestItems = { [table]: { ...request, Keys: keys.slice(0, most) } };
    return { ...(await send(new BatchGetItemCommand({ RequestItems }))), UnprocessedKeys };
  }) as typeof send;
}

test('items are read by their ids, with the attributes that are wanted', async () => {
  const { table } = await startTable();
  // `size` and `day` are words of DynamoDB's.
  expect(await itemsById(table, ['a', 'gone', 'c'], ['size', 'nothing'])).toEqual(
    new Map([
      ['a', { id: { S: 'a' }, size: { N: '1' } }],
      ['c', { id: { S: 'c' }, size: { N: '1' } }],
    ]),
  );
});

test.each([
  [0, 0],
  [1, 1],
  [100, 1],
  [101, 2],
  [250, 3],
])('%i ids take %i requests, though each comes twice', async (ids, requests) => {
  const { aws, table } = await startTable();
  const calls = recordCalls(aws);
  const names = Array.from({ length: ids }, (_, index) => (index === ids - 1 ? 'b' : `x${index}`));
  const found = await itemsById(table, [...names, ...names], []);
  expect([...found.keys()]).toEqual(ids === 0 ? [] : ['b']);
  expect(calls).toEqual(Array(requests).fill('dynamodb:BatchGetItem'));
});

test('what is left out is asked for again', async () => {
  const { aws, table } = await startTable();
  const calls = recordCalls(aws);
  overloaded(table, 1);
  const found = await itemsById(table, ['a', 'b', 'gone', 'c'], ['day']);
  expect([...found.keys()]).toEqual(['a', 'b', 'c']);
  expect(calls).toHaveLength(4);
});

test('what goes on to be left out is an error, not an item that is not there', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const { table } = await startTable();
  overloaded(table, 0);
  await expect(itemsById(table, ['a', 'b'], [])).rejects.toMatchObject({
    name: 'UnreadItemsError',
    message: `DynamoDB did not read 2 items of the table ${table.table}: it is overloaded, try later`,
  });
  vi.restoreAllMocks();
});

test('a table that is gone is an error', async () => {
  const { table } = await startTable();
  const gone = { ...table, table: 'gone' };
  await expect(itemsById(gone, ['a'], [])).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
