import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { notePopulation, populationOf } from '../../../shared/actions/population.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

const night = new Date('2026-11-20T01:30:00Z');
const daysLater = (days: number, ms = 0) => new Date(night.getTime() + days * 86_400_000 + ms);

test('the count of the last inventory holds for a week', async () => {
  const ledger = await createLedger(await startTestAws());
  expect(await populationOf(ledger, night)).toBeUndefined();
  await notePopulation(ledger, 7, night);
  expect(await populationOf(ledger, night)).toBe(7);
  expect(await populationOf(ledger, daysLater(7, -1))).toBe(7);
  expect(await populationOf(ledger, daysLater(7))).toBeUndefined();
  await notePopulation(ledger, 0, daysLater(6));
  expect(await populationOf(ledger, daysLater(7))).toBe(0);
});

test('one without an end is not believed', async () => {
  const ledger = await createLedger(await startTestAws());
  const Item = { id: { S: 'population/images' }, images: { N: '7' } };
  await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
  expect(await populationOf(ledger, night)).toBeUndefined();
});
