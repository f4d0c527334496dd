import { expect, test } from 'vitest';
import { type Due, doneDue, dueNow, noteAllDue } from '../../../shared/actions/due.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';

const noon = new Date('2026-11-21T12:00:00Z');

test('more than a page of them come in pages, and may be done meanwhile', async () => {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const calls = recordCalls(started.aws);
  // Ids and digests of nearly a thousand characters: a page has a megabyte.
  const digest = `sha512:${'f'.repeat(980)}`;
  const dues = Array.from(
    { length: 1_100 },
    (_, at): Due => ({
      ...{ capability: 'naming', dueAt: noon, digest },
      repository: `team/r${String(at).padStart(4, '0')}`,
    }),
  );
  await noteAllDue(ledger, dues);
  const seen: Due[] = [];
  let pages = 0;
  for await (const page of dueNow(ledger, 'naming', noon)) {
    pages += 1;
    seen.push(...page);
    await Promise.all(page.slice(0, 5).map((due) => doneDue(ledger, due)));
  }
  expect(seen).toEqual(dues);
  expect(pages).toBeGreaterThan(1);
  expect(calls.filter((call) => call === 'dynamodb:Query').length).toBe(pages);
});
