import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ScheduledRun } from '../../../shared/alerts/notifying.ts';
import { reconcileCache } from '../../../shared/cache/reconcile.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, freely, testStack } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { declaring, putRepository } from './worlds.ts';

/** The scheduled run over a registry with the cache rule and a cached repository. */
async function reconciled(keys: string) {
  vi.stubEnv('STACK_NAME', testStack.stack);
  vi.stubEnv('STEWARD_FILE', testStack.file);
  onTestFinished(() => void vi.unstubAllEnvs());
  const started = await startTestAws();
  const { ecr } = started;
  const rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  await putRepository(ecr, 'quay.io/a');
  const ledger = await createLedger(started);
  const runs: ScheduledRun[] = [];
  const notifier = {
    notify: async () => 0,
    resolve: async (run: ScheduledRun) => runs.push(run),
  };
  const with_ = { clients: started, gate: freely, ledger, notifier, file: 'registry.yml' };
  const calls = recordCalls(started.aws);
  return { ...(await reconcileCache(with_, declaring(keys))), runs, calls };
}

test('rules and templates are brought in line, and no repository is read', async () => {
  const { changes, runs, calls } = await reconciled('repositories: {scanOnPush: true}');
  expect(changes).toMatchObject([
    { kind: 'rule', action: 'none', outcome: 'unchanged' },
    { kind: 'template', action: 'create', outcome: 'created' },
  ]);
  expect(calls).not.toContain('ecr:DescribeRepositories');
  expect(runs).toHaveLength(1);
});
