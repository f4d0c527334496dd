import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { claimable, mayBeClaimed } from '../../../../shared/alerts/ledger/claimable.ts';
import { claim } from '../../../../shared/alerts/ledger/ledger.ts';
import type { Item } from '../../../../shared/runtime/items.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { recordCalls } from '../../../support/calls.ts';
import { alertOf, alertsOf, everywhere, startPeople } from '../alerts.ts';

const now = new Date('2026-11-21T12:00:00.500Z');
const second = Math.floor(now.getTime() / 1000);
const times = [undefined, 0, second - 1, second, second + 1];
const entries = times.flatMap((toldUntil) =>
  times.flatMap((expiresAt) =>
    [undefined, '-', 'try 1', 'try 2'].map((occasion) => ({
      ...(toldUntil !== undefined && { toldUntil: { N: String(toldUntil) } }),
      ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
      ...(occasion !== undefined && { occasion: { S: occasion } }),
    })),
  ),
);

test('what is read decides as the condition of the write does', async () => {
  const ledger = await createLedger(await startTestAws());
  const cases = [undefined, ...entries].flatMap((entry) =>
    [undefined, 'try 1', '-'].map((occasion) => ({ entry, occasion })),
  );
  const different = await Promise.all(
    cases.map(async ({ entry, occasion }, index) => {
      const cause = { id: `cause ${index}`, windowSeconds: 60, ...(occasion && { occasion }) };
      const Item = entry && { id: { S: cause.id }, ...entry };
      if (Item) await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
      const read = mayBeClaimed(cause, Item as Item | undefined, now);
      const written = (await claim(ledger, cause, now)) !== undefined;
      return read === written ? [] : [{ entry, occasion, read, written }];
    }),
  );
  expect(different.flat()).toEqual([]);
});

test('one alone is claimed without a look', async () => {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const calls = recordCalls(started.aws);
  expect(await claimable(ledger, [alertOf()], now)).toEqual([alertOf()]);
  expect(await claimable(ledger, [], now)).toEqual([]);
  expect(calls).toEqual([]);
});

test('what still stands and is not due costs reads, a hundred in one, and no write', async () => {
  const { aws, clock, now: at, peopleWith, mails } = await startPeople();
  const standing = alertsOf(250, { stands: true });
  await peopleWith().notify(standing);
  const sent = mails().length;
  clock.minutes = 30;
  const calls = recordCalls(aws);
  expect(await peopleWith().notify(standing)).toBe(0);
  const run = { kinds: ['naming.violation'] as const, began: at(), covers: everywhere };
  expect(await peopleWith().resolve(run, standing)).toBe(0);
  expect(countsOf(calls)).toEqual({ 'dynamodb:BatchGetItem': 3, 'dynamodb:Query': 1 });
  expect(mails()).toHaveLength(sent);
});

test('of many, only what is new or due is written', async () => {
  const { aws, clock, peopleWith, mails } = await startPeople();
  const [soon, ...later] = alertsOf(20, { stands: true });
  if (!soon) throw new Error('no alerts');
  const due = { ...soon, cause: { ...soon.cause, windowSeconds: 60 } };
  await peopleWith().notify([due, ...later]);
  clock.minutes = 2;
  const calls = recordCalls(aws);
  const fresh = alertOf({ stands: true });
  expect(await peopleWith().notify([due, ...later, fresh, { ...fresh }])).toBe(2);
  expect(mails()).toHaveLength(2);
  expect(countsOf(calls.filter((call) => call.startsWith('dynamodb:')))).toEqual({
    'dynamodb:BatchGetItem': 1,
    // Two are claimed and confirmed; one of those with the same cause is refused.
    'dynamodb:UpdateItem': 5,
  });
});

test('what another one reports meanwhile is reported once', async () => {
  const { peopleWith } = await startPeople();
  const told = await Promise.all(
    Array.from({ length: 5 }, () => peopleWith().notify(alertsOf(30, { stands: true }))),
  );
  expect(told.reduce((sum, some) => sum + some, 0)).toBe(30);
});

function countsOf(calls: readonly string[]): Record<string, number> {
  const counts = Map.groupBy(calls, (call) => call);
  return Object.fromEntries([...counts].map(([call, each]) => [call, each.length]));
}
