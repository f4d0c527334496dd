import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { notePopulation, populationOf } from '../../../shared/actions/population.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';

const night = new Date('2026-11-20T01:30:00Z');
const daysLater = (days: number, ms = 0) => new Date(night.getTime() + days * 86_400_000 + ms);

async function start() {
  const started = await startTestAws();
  return { ...started, ledger: await createLedger(started) };
}

test('the counts of the last walk hold for ten days', async () => {
  const { ledger } = await start();
  expect(await populationOf(ledger, night)).toBeUndefined();
  await notePopulation(ledger, { images: 7, tags: 9 }, night);
  expect(await populationOf(ledger, night)).toEqual({ images: 7, tags: 9 });
  expect(await populationOf(ledger, daysLater(10, -1))).toEqual({ images: 7, tags: 9 });
  expect(await populationOf(ledger, daysLater(10))).toBeUndefined();
  await notePopulation(ledger, { images: 0, tags: 0 }, daysLater(9));
  expect(await populationOf(ledger, daysLater(10))).toEqual({ images: 0, tags: 0 });
});

test('the same counts are written only when they would be kept for less than a week', async () => {
  const { aws, ledger } = await start();
  const calls = recordCalls(aws);
  const writesOf = async (images: number, tags: number, at: Date) => {
    await notePopulation(ledger, { images, tags }, at);
    return calls.splice(0).filter((call) => call !== 'dynamodb:GetItem').length;
  };
  expect(await writesOf(7, 9, night)).toBe(1);
  expect(await writesOf(7, 9, daysLater(1))).toBe(0);
  expect(await writesOf(7, 9, daysLater(3))).toBe(0);
  expect(await writesOf(8, 9, daysLater(1))).toBe(1);
  expect(await writesOf(8, 8, daysLater(1))).toBe(1);
  expect(await writesOf(8, 8, daysLater(4, 1_000))).toBe(1);
  expect(await populationOf(ledger, daysLater(14))).toEqual({ images: 8, tags: 8 });
});

test('of an earlier version there are no tags, until the next walk', async () => {
  const { ledger } = await start();
  const expiresAt = { N: String(daysLater(9).getTime() / 1000) };
  const Item = { id: { S: 'population/images' }, images: { N: '7' }, expiresAt };
  await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
  expect(await populationOf(ledger, night)).toEqual({ images: 7 });
  await notePopulation(ledger, { images: 7, tags: 9 }, night);
  expect(await populationOf(ledger, night)).toEqual({ images: 7, tags: 9 });
});

test('one without an end is not believed', async () => {
  const { ledger } = await start();
  const Item = { id: { S: 'population/images' }, images: { N: '7' } };
  await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
  expect(await populationOf(ledger, night)).toBeUndefined();
});
