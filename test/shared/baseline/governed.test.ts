import { expect, test } from 'vitest';
import { governedOf, noteGoverned } from '../../../shared/baseline/governed.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';

const inDays = (days: number) => new Date(Date.parse('2026-11-01T00:00:00Z') + days * 86_400_000);

test('the number of governed repositories is written when it changes, or is about to expire', async () => {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const calls = recordCalls(started.aws);
  /** A night: what was noted before, and whether it is written. */
  const night = async (repositories: number, days: number) => {
    const known = await governedOf(ledger, inDays(days));
    calls.length = 0;
    await noteGoverned(ledger, repositories, known, inDays(days));
    return [known?.repositories, calls.includes('dynamodb:PutItem')];
  };
  expect(await night(5, 0)).toEqual([undefined, true]);
  expect(await night(5, 1)).toEqual([5, false]);
  expect(await night(6, 2)).toEqual([5, true]);
  expect(await night(6, 9)).toEqual([6, false]);
  expect(await night(6, 9.1)).toEqual([6, true]);
  expect(await night(6, 19.1)).toEqual([undefined, true]);
});
