import { describe, expect, test } from 'vitest';
import type { Action, EnforcedRule } from '../../../../shared/actions/action.ts';
import { begin, close } from '../../../../shared/actions/audit-log.ts';
import { consent } from '../../../../shared/actions/permits/consent.ts';
import { alertsOf } from '../../../../shared/inventory/alert.ts';
import { rowsOf } from '../../../../shared/inventory/parquet/read.ts';
import { renderReport } from '../../../../shared/inventory/report/page.ts';
import { keepActions } from '../../../../shared/inventory/rows/actions.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { repositoryCount, summaryOf } from '../../../support/summary.ts';

const partition = { registryId: '123456789012', region: 'eu-west-1', date: '2026-11-21' };
const folder = 'account=123456789012/region=eu-west-1/part-00000-000.parquet';
const rules: EnforcedRule[] = [
  { capability: 'naming', name: 'versions', text: '{"rule":{"a":1},"before":[]}' },
  { capability: 'naming', name: 'others', text: '{"rule":{"b":1},"before":[]}' },
  { capability: 'scanning', name: 'strict', text: '{"rule":{"c":1},"before":[]}' },
];

async function start() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const [rule] = rules as [EnforcedRule];
  const action = async (target: string, at: string, more: Partial<Action> = {}) => {
    const base = { kind: 'quarantine', rule, target, what: 'replace the tag' } as const;
    return begin(ledger, { ...base, ...more }, 'function naming', new Date(at));
  };
  return { ...started, ledger, action, source: { ledger, rules }, store: memoryStore() };
}

describe('what was done', () => {
  test('is kept by its day, as the journal has it, and counted for the day before', async () => {
    const { ledger, action, source, store } = await start();
    const before = { tag: '1', digest: 'sha256:0' };
    const first = await action('a:1', '2026-11-20T01:00:00Z', { repository: 'a', before });
    await close(ledger, first, { state: 'done', outcome: 'quarantined' });
    const failing = await action('a:2', '2026-11-20T23:00:00Z');
    await close(ledger, failing, { state: 'failed', error: 'no such luck' });
    await action('a:3', '2026-11-20T23:30:00Z');
    await action('today', '2026-11-21T01:00:00Z');
    await action('long ago', '2026-11-19T01:00:00Z');
    await consent(ledger, 'naming', rules.slice(0, 1), 'somebody', new Date());

    expect(await keepActions(store, partition, source)).toEqual({
      ...{ date: '2026-11-20', done: 1, failed: 1, unknown: 1 },
      observing: ['naming: others', 'scanning: strict'],
    });
    const keys = [...store.files.keys()].sort();
    expect(keys).toEqual([`acts/date=2026-11-20/${folder}`, `acts/date=2026-11-21/${folder}`]);
    const read = async (key = '') =>
      Array.fromAsync(rowsOf('acts', store.files.get(key) ?? new Uint8Array()));
    expect((await read(keys[1])).map(({ target }) => target)).toEqual(['today']);
    expect(await read(keys[0])).toMatchObject([
      {
        ...{ id: first.id, at: new Date('2026-11-20T01:00:00Z'), by: 'function naming', weight: 1 },
        ...{ capability: 'naming', rule: 'versions', repository: 'a', state: 'done' },
        ...{ outcome: 'quarantined', before: JSON.stringify(before) },
      },
      { target: 'a:2', state: 'failed', error: 'no such luck' },
      { target: 'a:3', state: 'begun' },
    ]);
  });

  test('is written over by the next night, which has the whole day', async () => {
    const { action, source, store } = await start();
    await action('early', '2026-11-21T01:00:00Z');
    await keepActions(store, partition, source);
    await action('late', '2026-11-21T23:00:00Z');
    await keepActions(store, { ...partition, date: '2026-11-22' }, source);
    const bytes = store.files.get(`acts/date=2026-11-21/${folder}`) ?? new Uint8Array();
    const rows = await Array.fromAsync(rowsOf('acts', bytes));
    expect(rows.map(({ target }) => target)).toEqual(['early', 'late']);
  });

  test('that cannot be read is told, and nothing thrown', async () => {
    const { source, store } = await start();
    const lost = { ...source, ledger: { ...source.ledger, table: 'gone' } };
    const acts = await keepActions(store, partition, lost);
    expect(acts).toEqual({ problem: expect.stringContaining('ResourceNotFoundException') });
    const summary = summaryOf([repositoryCount('a')], { acts });
    const [alert, ...others] = alertsOf(summary, { quotaPercent: 80 });
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      ...{ kind: 'inventory.incomplete', stands: true },
      title: 'The inventory of registry 123456789012 in eu-west-1 lacks its actions',
    });
    expect(await renderReport(summary)).toContain('The audit log could not be read: ');
  });

  test('is on the page, with the rules that only observe', async () => {
    const acts = { date: '2026-11-20', done: 2, failed: 1, unknown: 0, observing: ['naming: <v>'] };
    const page = await renderReport(summaryOf([repositoryCount('a')], { acts }));
    expect(page).toContain('<p>2 actions on 2026-11-20, 1 action failed.</p>');
    expect(page).toContain('<li><bdi class="name">naming: &#60;v&#62;</bdi></li>');
    const all = await renderReport(
      summaryOf([repositoryCount('a')], { acts: { ...acts, observing: [] } }),
    );
    expect(all).toContain('Every rule that can be enforced is allowed.');
  });
});
