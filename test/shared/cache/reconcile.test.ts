import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ScheduledRun } from '../../../shared/alerts/notifying.ts';
import { reconcileCache } from '../../../shared/cache/reconcile.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, freely, testStack } from '../../support/acting.ts';
import { declaring, putRepository } from './worlds.ts';

/** The scheduled run over a registry with the cache rule and these repositories. */
async function reconciled(keys: string, ...repositories: string[]) {
  vi.stubEnv('STACK_NAME', testStack.stack);
  vi.stubEnv('STEWARD_FILE', testStack.file);
  onTestFinished(() => void vi.unstubAllEnvs());
  const started = await startTestAws();
  const { ecr } = started;
  const rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  for (const name of repositories) await putRepository(ecr, name);
  const ledger = await createLedger(started);
  const sent: string[] = [];
  const runs: ScheduledRun[] = [];
  const notifier = {
    notify: async (alerts: readonly object[]) =>
      sent.push(...alerts.map((it) => ('kind' in it ? String(it.kind) : 'lazy'))),
    resolve: async (run: ScheduledRun) => runs.push(run),
  };
  const file = 'registry.yml';
  const with_ = { clients: started, gate: freely, ledger, notifier, file };
  const { changes, ...rest } = await reconcileCache(with_, declaring(keys));
  const of = (kind: string) => changes.filter((change) => change.kind === kind);
  return { of, sent, runs, ...rest };
}

test('repositories that are as declared are counted, and not listed', async () => {
  const keys = 'repositories: {scanOnPush: true, takeOver: true}';
  const before = await reconciled(keys, 'quay.io/a', 'quay.io/b');
  expect(before.of('repository').map(({ outcome }) => outcome)).toEqual(['updated', 'updated']);
  expect(before.repositoriesAsDeclared).toBe(0);

  const plain = await reconciled('repositories: {mutability: MUTABLE}', 'quay.io/a', 'quay.io/b');
  expect(plain.of('repository')).toEqual([]);
  expect(plain.of('rule')).toMatchObject([{ action: 'none', outcome: 'unchanged' }]);
  expect(plain.repositoriesAsDeclared).toBe(2);
  expect(plain.runs).toHaveLength(1);
});
