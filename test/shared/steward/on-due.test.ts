import { expect, onTestFinished, test, vi } from 'vitest';
import { pause } from '../../../shared/actions/permits/pause.ts';
import type { Notifier } from '../../../shared/alerts/notifier.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { metrics } from '../../../shared/runtime/metrics.ts';
import { onNames } from '../../../shared/steward/on-names.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, freely, unused } from '../../support/acting.ts';

/** The scheduled run of a registry without repositories. */
async function start() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const sent: string[] = [];
  const resolved: string[] = [];
  const notifier = {
    notify: async (alerts) => sent.push(...alerts.map((it) => ('kind' in it ? it.kind : 'lazy'))),
    resolve: async ({ kinds }, found) => {
      resolved.push(...kinds);
      return found.length;
    },
    notifyLedgerUnreachable: async () => {},
  } satisfies Notifier;
  const naming = compileNaming(parseRegistryConfig('{}').naming);
  const with_ = { ecr: started.ecr, naming, guard: unused, gate: freely };
  const counted = vi.spyOn(metrics, 'addMetric').mockReturnValue(metrics);
  onTestFinished(() => counted.mockRestore());
  return {
    ...{ ledger, sent, resolved, counted },
    run: () => onNames(with_, { notifier, ledger }, []),
  };
}

test('a pause is reported and counted, as long as it lasts', async () => {
  const { ledger, sent, counted, run } = await start();
  const by = { by: 'anna', reason: 'incident' };
  await pause(ledger, ['naming', 'cache'], by, new Date());
  await run();
  expect(sent).toEqual(['steward.paused']);
  expect(counted.mock.calls).toEqual([['Paused', 'Count', 2]]);
});

test('without one nothing is, and an alert on an earlier one is resolved', async () => {
  const { sent, resolved, counted, run } = await start();
  await run();
  expect(sent).toEqual([]);
  expect(counted).not.toHaveBeenCalled();
  expect(resolved).toContain('steward.paused');
});
