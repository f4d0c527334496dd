import { expect, test } from 'vitest';
import { entriesOfRepository } from '../../../shared/actions/audit-log.ts';
import { type Due, doneDue, dueNow, noteAllDue, noteDue } from '../../../shared/actions/due.ts';
import type { Ledger } from '../../../shared/alerts/ledger/ledger.ts';
import { unresolved } from '../../../shared/alerts/ledger/standing.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';

const noon = new Date('2026-11-21T12:00:00Z');
const later = (minutes: number, ms = 0) => new Date(noon.getTime() + minutes * 60_000 + ms);

function dueOf(number: number, change: Partial<Due> = {}): Due {
  const repository = `team/r${String(number).padStart(4, '0')}`;
  return { capability: 'naming', repository, digest: 'sha256:1', dueAt: noon, ...change };
}

const several = (count: number) => Array.from({ length: count }, (_, index) => dueOf(index));

async function allDue(ledger: Ledger, now = noon, capability: Due['capability'] = 'naming') {
  return (await Array.fromAsync(dueNow(ledger, capability, now))).flat();
}

async function start() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const calls = recordCalls(started.aws);
  const countOf = (operation: string) =>
    calls.filter((call) => call === `dynamodb:${operation}`).length;
  return { ...started, ledger, calls, countOf };
}

test('what is due is found when it is, by capability, sorted by repository', async () => {
  const { ledger } = await start();
  const [first, second] = [dueOf(1), dueOf(2, { digest: 'sha256:2', dueAt: later(60) })];
  await noteDue(ledger, second);
  await noteDue(ledger, first);
  await noteDue(ledger, dueOf(3, { capability: 'scanning' }));
  expect(await allDue(ledger, later(0, -1))).toEqual([]);
  expect(await allDue(ledger)).toEqual([first]);
  expect(await allDue(ledger, later(60))).toEqual([first, second]);
  expect(await allDue(ledger, later(60), 'scanning')).toHaveLength(1);
  expect(await allDue(ledger, later(60), 'baseline')).toEqual([]);
});

test('two images of a repository are due each by itself', async () => {
  const { ledger } = await start();
  const images = ['sha256:1', 'sha256:2'].map((digest) => dueOf(1, { digest }));
  expect(await noteAllDue(ledger, images)).toBe(2);
  expect(await doneDue(ledger, images[0] as Due)).toBe(true);
  expect(await allDue(ledger)).toEqual([images[1]]);
});

test('what is noted already costs a hundredth of a read, and no write', async () => {
  const { ledger, calls } = await start();
  const dues = several(250);
  expect(await noteAllDue(ledger, dues)).toBe(250);
  calls.splice(0);
  expect(await noteAllDue(ledger, dues)).toBe(0);
  expect(calls).toEqual(Array(3).fill('dynamodb:BatchGetItem'));
  calls.splice(0);
  expect(await noteAllDue(ledger, [])).toBe(0);
  expect(calls).toEqual([]);
});

test('another time takes the place of the one before, earlier or later', async () => {
  const { ledger } = await start();
  await noteAllDue(ledger, several(3));
  expect(await noteAllDue(ledger, [dueOf(1, { dueAt: later(5) })])).toBe(1);
  expect(await noteAllDue(ledger, [dueOf(2, { dueAt: later(-5) })])).toBe(1);
  expect(await allDue(ledger, later(-5))).toEqual([dueOf(2, { dueAt: later(-5) })]);
  expect(await allDue(ledger)).toHaveLength(2);
  expect(await allDue(ledger, later(5))).toHaveLength(3);
  // Of several for one image, the last one counts.
  expect(await noteAllDue(ledger, [dueOf(2), dueOf(2, { dueAt: later(7) })])).toBe(1);
  expect(await allDue(ledger, later(6))).toHaveLength(2);
});

test('what is done is done by one, and by none where another time was noted meanwhile', async () => {
  const { ledger } = await start();
  await noteAllDue(ledger, several(2));
  const [one, other] = (await allDue(ledger)) as [Due, Due];
  const done = await Promise.all(Array.from({ length: 10 }, () => doneDue(ledger, one)));
  expect(done.filter(Boolean)).toHaveLength(1);
  await noteDue(ledger, { ...other, dueAt: later(60) });
  expect(await doneDue(ledger, other)).toBe(false);
  expect(await allDue(ledger)).toEqual([]);
  expect(await allDue(ledger, later(60))).toEqual([{ ...other, dueAt: later(60) }]);
});

test('where some could not be noted, the others are, and the repetition writes what is missing', async () => {
  const { aws, ledger, countOf } = await start();
  const denied = { operations: ['dynamodb:UpdateItem'], error: 'AccessDeniedException' };
  aws.faults.set([{ ...denied, times: 1 }]);
  await expect(noteAllDue(ledger, several(5))).rejects.toThrow();
  expect(await allDue(ledger)).toHaveLength(4);
  const before = countOf('UpdateItem');
  expect(await noteAllDue(ledger, several(5))).toBe(1);
  expect(countOf('UpdateItem') - before).toBe(1);
  expect(await allDue(ledger)).toEqual(several(5));
});

test('noted by several at once, it is there once', async () => {
  const { ledger } = await start();
  await Promise.all(Array.from({ length: 5 }, () => noteAllDue(ledger, several(20))));
  expect(await allDue(ledger)).toEqual(several(20));
});

test('a table that cannot be read is an error, not a registry with nothing due', async () => {
  const { ledger } = await start();
  const gone = { ...ledger, table: 'gone' };
  const missing = { name: 'ResourceNotFoundException' };
  await expect(allDue(gone)).rejects.toMatchObject(missing);
  await expect(noteAllDue(gone, several(1))).rejects.toMatchObject(missing);
  await expect(doneDue(gone, dueOf(1))).rejects.toMatchObject(missing);
});

test('it is neither an alert nor an entry of the audit log', async () => {
  const { ledger } = await start();
  await noteAllDue(ledger, several(3));
  expect(await unresolved(ledger, ['naming.violation'])).toEqual([]);
  expect(await Array.fromAsync(entriesOfRepository(ledger, dueOf(1).repository))).toEqual([]);
});
