import { expect, test } from 'vitest';
import { confirm } from '../../../../shared/alerts/ledger/ledger.ts';
import { forget, remember, unresolved } from '../../../../shared/alerts/ledger/standing.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { alertOf } from '../alerts.ts';

const alert = alertOf({ stands: true });
const kinds = [alert.kind];
const [noon, later] = [new Date('2026-11-21T12:00:00Z'), new Date('2026-11-21T13:00:00Z')];

async function start() {
  const ledger = await createLedger(await startTestAws());
  await confirm(ledger, { cause: alert.cause }, alert, noon);
  const [sent] = await unresolved(ledger, kinds);
  if (sent === undefined) throw new Error('nothing was sent');
  return { ledger, sent };
}

test('an alert is resolved by one caller only', async () => {
  const { ledger, sent } = await start();
  expect(sent).toMatchObject({ kind: alert.kind, sentAt: noon.getTime() });
  expect(await forget(ledger, sent)).toBe(true);
  expect(await forget(ledger, sent)).toBe(false);
  expect(await unresolved(ledger, kinds)).toEqual([]);
  await remember(ledger, sent);
  expect(await unresolved(ledger, kinds)).toEqual([sent]);
});

test('one that was sent again meanwhile is not resolved', async () => {
  const { ledger, sent } = await start();
  await confirm(ledger, { cause: alert.cause }, alert, later);
  expect(await forget(ledger, sent)).toBe(false);
  expect(await unresolved(ledger, kinds)).toMatchObject([{ sentAt: later.getTime() }]);
});

test('one that does not stand is never resolved', async () => {
  const ledger = await createLedger(await startTestAws());
  const { stands: _, ...passing } = alert;
  await confirm(ledger, { cause: alert.cause }, passing, noon);
  expect(await unresolved(ledger, kinds)).toEqual([]);
});

test('a ledger that cannot be written is an error, not an alert that is gone', async () => {
  const { ledger, sent } = await start();
  const lost = { ...ledger, table: 'gone' };
  await expect(forget(lost, sent)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
