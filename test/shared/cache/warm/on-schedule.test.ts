import { expect, onTestFinished, test, vi } from 'vitest';
import { pause } from '../../../../shared/actions/permits/pause.ts';
import type { ScheduledRun } from '../../../../shared/alerts/notifying.ts';
import { onSchedule } from '../../../../shared/cache/warm/on-schedule.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { logger } from '../../../../shared/runtime/logger.ts';
import { clientConfig } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { startWarmable, upstreamVariable, wanting } from '../../../support/warm.ts';

/** The scheduled run over an upstream with the tags 1 and 2. */
async function start(entry: string, budget = '') {
  const { cache, upstream } = await startWarmable(['1', '2']);
  const { aws, ecr } = cache;
  const ledger = await createLedger({ aws, config: clientConfig(aws) });
  for (const [name, value] of Object.entries(upstreamVariable(upstream.aws))) {
    vi.stubEnv(name, value);
  }
  const logged = vi.spyOn(logger, 'info').mockReturnValue(undefined);
  onTestFinished(() => {
    logged.mockRestore();
    vi.unstubAllEnvs();
  });
  const sent: string[] = [];
  const runs: ScheduledRun[] = [];
  const notifier = {
    notify: async (alerts: readonly object[]) =>
      sent.push(...alerts.map((it) => ('kind' in it ? String(it.kind) : 'lazy'))),
    resolve: async (run: ScheduledRun) => runs.push(run),
    notifyLedgerUnreachable: async () => {},
  };
  const { pullThroughCache } = parseRegistryConfig(wanting(entry, budget));
  const timeLeft = () => Number.POSITIVE_INFINITY;
  return {
    ...{ ledger, sent },
    run: () => onSchedule(ecr, { notifier, ledger, timeLeft }, pullThroughCache),
    /** The images that the log names, as `tag outcome`. */
    notWarm: () => {
      const [, details] = logged.mock.calls.find(([text]) => text === 'Cache warmed') ?? [];
      const { notWarm } = details as unknown as { notWarm: { tag: string; outcome: string }[] };
      return notWarm.map(({ tag, outcome }) => `${tag} ${outcome}`);
    },
    covers: () => runs[0]?.covers({ text: 'quay', rule: 'quay' }, 'cache.warm-failed'),
  };
}

test('what is warm is counted, and an earlier failure of the rule is resolved', async () => {
  const { run, sent, notWarm, covers } = await start("tags: ['1', '2']");
  expect(await run()).toMatchObject({ warmed: 2, failed: 0, skipped: 0 });
  expect([sent, notWarm(), covers()]).toEqual([[], [], true]);
});

test('what failed is reported, and what failed or was skipped is logged', async () => {
  const { run, sent, notWarm, covers } = await start("tags: ['9', '1', '2']", 'warmBudget: 2');
  expect(await run()).toMatchObject({ warmed: 1, failed: 1, skipped: 1 });
  expect(sent).toEqual(['cache.warm-failed']);
  expect(notWarm().toSorted()).toEqual(['2 skipped', '9 failed']);
  expect(covers()).toBe(false);
});

test('nothing is imported while the cache is paused', async () => {
  const { run, ledger, sent } = await start("tags: ['1']");
  await pause(ledger, ['cache'], { by: 'anna', reason: 'incident' }, new Date());
  expect(await run()).toMatchObject({ warmed: 0, skipped: 1 });
  expect(sent).toEqual([]);
});
