import { expect, onTestFinished, test, vi } from 'vitest';
import { pause } from '../../../shared/actions/permits/pause.ts';
import type { Notifier } from '../../../shared/alerts/notifier.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { metrics } from '../../../shared/runtime/metrics.ts';
import { type DueOf, onDue } from '../../../shared/steward/on-due.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

/** The hourly run, with whatever is due. */
async function start(due: DueOf = {}) {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const sent: string[] = [];
  const resolved: [kinds: readonly string[], found: number][] = [];
  const notifier = {
    notify: async (alerts) => sent.push(...alerts.map((it) => ('kind' in it ? it.kind : 'lazy'))),
    resolve: async ({ kinds }, found) => {
      resolved.push([kinds, found.length]);
      return found.length;
    },
    notifyLedgerUnreachable: async () => {},
  } satisfies Notifier;
  const counted = vi.spyOn(metrics, 'addMetric').mockReturnValue(metrics);
  const logged = vi.spyOn(logger, 'error').mockReturnValue(undefined);
  onTestFinished(() => {
    counted.mockRestore();
    logged.mockRestore();
  });
  return {
    ...{ ledger, sent, resolved, counted },
    run: (remainingMs = 900_000) => onDue(due, { notifier, ledger }, remainingMs),
  };
}

test('a pause is reported and counted, as long as it lasts', async () => {
  const { ledger, sent, resolved, counted, run } = await start();
  const by = { by: 'anna', reason: 'incident' };
  await pause(ledger, ['naming', 'cache'], by, new Date());
  await run();
  expect(sent).toEqual(['steward.paused']);
  expect(resolved).toEqual([[['steward.paused'], 1]]);
  expect(counted.mock.calls).toEqual([['Paused', 'Count', 2]]);
});

test('without one nothing is, and an alert on an earlier one is resolved', async () => {
  const { sent, resolved, counted, run } = await start();
  await run();
  expect(sent).toEqual([]);
  expect(counted).not.toHaveBeenCalled();
  expect(resolved).toEqual([[['steward.paused'], 0]]);
});

test('each capability looks at what is due, with a minute left to report', async () => {
  const untils: number[] = [];
  const look = async (until: number) => {
    untils.push(until - Date.now());
    return { lookedAt: untils.length };
  };
  const { run } = await start({ naming: look, scanning: look });
  expect(await run()).toEqual({ naming: { lookedAt: 1 }, scanning: { lookedAt: 2 } });
  for (const until of untils) expect(until).toBeLessThanOrEqual(840_000);
});

test('one that fails does not stop the others, nor do pauses that cannot be read', async () => {
  const looked: string[] = [];
  const { ledger, run } = await start({
    naming: async () => {
      throw new Error('first');
    },
    scanning: async () => {
      looked.push('scanning');
      return {};
    },
  });
  await expect(run()).rejects.toThrow('first');
  ledger.table = 'gone';
  await expect(run()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(looked).toEqual(['scanning', 'scanning']);
});
