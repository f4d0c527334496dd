import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { KEPT_SECONDS } from '../../../shared/tags/plan.ts';
import {
  readTag,
  readTags,
  writePusher,
  writeReading,
  writeReported,
} from '../../../shared/tags/table.ts';
import { scope, startWatch } from './watching.ts';

async function startTable() {
  const { aws, watch } = await startWatch();
  const { tags } = watch;
  const put = (item: Record<string, AttributeValue>) => {
    const key = { repository: { S: scope.repository }, tag: { S: scope.tag } };
    return tags.dynamodb.send(
      new PutItemCommand({ TableName: tags.table, Item: { ...key, ...item } }),
    );
  };
  return { aws, tags, put, now: () => readTag(tags, scope) };
}

const bare = { ...scope, expiresAt: 0, untold: false };
const move = { from: 'x', to: 'y', at: '2026-11-27T10:00:00.000Z' };
const reading = (digest: string, readAt: number) => ({ ...scope, digest, readAt });

describe('a tag in the table', () => {
  test.each<[Record<string, AttributeValue>, object]>([
    [{}, bare],
    [{ untold: { BOOL: false } }, bare],
    [{ untold: { BOOL: true } }, { ...bare, untold: true }],
    [
      { digest: { S: 'x' }, readAt: { N: '5' } },
      { ...bare, digest: 'x', readAt: 5 },
    ],
    [
      { expiresAt: { N: '7' }, pushedAt: { S: 'then' } },
      { ...bare, expiresAt: 7, pushedAt: 'then' },
    ],
    [{ moveFrom: { S: 'x' } }, bare],
    [{ moveFrom: { S: 'x' }, moveTo: { S: 'y' } }, bare],
    [{ moveFrom: { S: 'x' }, moveAt: { S: 'then' } }, bare],
    [{ moveTo: { S: 'y' }, moveAt: { S: 'then' } }, bare],
    [
      { moveFrom: { S: 'x' }, moveTo: { S: 'y' }, moveAt: { S: 'then' } },
      { ...bare, move: { from: 'x', to: 'y', at: 'then' } },
    ],
    [{ pusher: { S: 'me' } }, bare],
    [{ pusher: { S: 'me' }, pusherDigest: { S: 'x' } }, bare],
    [{ pusher: { S: 'me' }, pusherAt: { S: 'then' } }, bare],
    [{ pusherDigest: { S: 'x' }, pusherAt: { S: 'then' } }, bare],
    [
      { pusher: { S: 'me' }, pusherDigest: { S: 'x' }, pusherAt: { S: 'then' } },
      { ...bare, pusher: { who: 'me', digest: 'x', at: 'then' } },
    ],
  ])('of %j is %j', async (item, record) => {
    const { put, now } = await startTable();
    await put(item);
    expect(await now()).toEqual(record);
  });

  test.each<[Record<string, AttributeValue>, object]>([
    [{}, bare],
    [
      {
        ...{
          digest: { S: 'x' },
          readAt: { N: '5' },
          expiresAt: { N: '7' },
          pushedAt: { S: 'then' },
        },
        ...{ moveFrom: { S: 'x' }, moveTo: { S: 'y' }, moveAt: { S: 'then' } },
        ...{ pusher: { S: 'me' }, pusherDigest: { S: 'x' }, pusherAt: { S: 'then' } },
      },
      { ...bare, expiresAt: 7, digest: 'x', readAt: 5 },
    ],
    [
      {
        ...{ digest: { S: 'y' }, readAt: { N: '5' }, pushedAt: { S: 'then' } },
        ...{ moveFrom: { S: 'x' }, moveTo: { S: 'y' }, moveAt: { S: 'then' } },
        untold: { BOOL: true },
      },
      {
        ...{ ...bare, digest: 'y', readAt: 5, pushedAt: 'then', untold: true },
        move: { from: 'x', to: 'y', at: 'then' },
      },
    ],
  ])('of %j is %j among all, whole only with a move to be reported', async (item, record) => {
    const { tags, put } = await startTable();
    await put(item);
    expect(await readTags(tags, scope.repository)).toEqual(new Map([[scope.tag, record]]));
  });

  test('that is not there is undefined', async () => {
    const { tags, now } = await startTable();
    expect(await now()).toBeUndefined();
    expect(await readTags(tags, scope.repository)).toEqual(new Map());
  });
});

test('tags are read as they were written last', async () => {
  const { aws, tags, now } = await startTable();
  const reads: unknown[] = [];
  aws.onExchange(({ operation, input }) => void reads.push({ operation, ...Object(input) }));
  await now();
  await readTags(tags, scope.repository);
  expect(reads).toMatchObject([
    { operation: 'GetItem', ConsistentRead: true },
    { operation: 'Query', ConsistentRead: true },
  ]);
});

test('a reading is written once, over what was known, and is kept from then on', async () => {
  const { tags, now } = await startTable();
  const first = await writeReading(tags, undefined, reading('x', 5_000));
  expect(first).toEqual({ ...bare, digest: 'x', readAt: 5_000, expiresAt: 5 + KEPT_SECONDS });
  expect(await writeReading(tags, undefined, reading('z', 6_000))).toBeUndefined();
  const second = await writeReading(tags, first, reading('y', 7_000), move);
  expect(second).toMatchObject({ digest: 'y', move, untold: true });
  expect(await writeReading(tags, first, reading('z', 8_000))).toBeUndefined();
  expect(await now()).toEqual(second);
});

test('a move is told once it is noted, and another one is not', async () => {
  const { tags, now } = await startTable();
  await writeReading(tags, undefined, reading('y', 7_000), move);
  for (const other of [
    { ...move, to: 'z' },
    { ...move, at: '2026-11-27T10:00:01.000Z' },
  ]) {
    await writeReported(tags, scope, other);
    expect((await now())?.untold).toBe(true);
  }
  await writeReported(tags, scope, move);
  expect((await now())?.untold).toBe(false);
});

test('the last pusher is known', async () => {
  const { tags } = await startTable();
  const pusher = (who: string, at: string) => ({ digest: 'x', who, at });
  const [second, first, third] = ['10:01', '10:00', '10:02'].map((it) => `2026-11-27T${it}:00Z`);
  expect(await writePusher(tags, scope, pusher('b', `${second}`))).toMatchObject({
    pusher: { who: 'b' },
  });
  expect(await writePusher(tags, scope, pusher('a', `${first}`))).toBeUndefined();
  expect((await writePusher(tags, scope, pusher('c', `${third}`)))?.pusher?.who).toBe('c');
});

test('a failure of the table is one', async () => {
  const { tags } = await startTable();
  const read = writeReading({ ...tags, table: 'no-such-table' }, undefined, reading('x', 1));
  await expect(read).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
