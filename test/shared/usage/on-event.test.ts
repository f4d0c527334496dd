import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { identify } from '../../../shared/registry/identity.ts';
import { image } from '../../../shared/registry/read.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { restoreRule } from '../../../shared/usage/enforced-rule.ts';
import { onStorageClassEvent } from '../../../shared/usage/on-event.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import { repositoryName } from '../../local/images.ts';
import { imageOf, snapshotOf } from '../../local/snapshots.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, openGate } from '../../support/acting.ts';

const imageUri = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}:1`;

/** A function of Lambda runs an image that is archived, or is not. */
async function startLooking(imageStatus: 'ARCHIVED' | 'ACTIVE', registryYml = '{}') {
  const lastArchivedAt = '2026-11-02T00:00:00Z';
  const archived = imageStatus === 'ARCHIVED' ? { imageStatus, lastArchivedAt } : {};
  const archivedImage = imageOf('a', { imageTags: ['1'], ...archived });
  const functions = [{ name: 'resize', imageUri }];
  const started = await startTestAws({
    snapshot: snapshotOf([archivedImage]),
    uses: { functions },
  });
  const { ecr, config } = started;
  const ledger = await createLedger(started);
  const registry = () => identify(ecr);
  const uses = usesReading({ sources: ['ecs', 'lambda'], registry }, config);
  const gate = await openGate(started, { ledger });
  const rule = restoreRule(parseRegistryConfig(registryYml).use);
  const restoring = { ecr, gate, rule };
  const reported: string[] = [];
  const notifier = {
    notify: async (alerts: readonly Alert[]) => {
      reported.push(...alerts.map(({ kind }) => kind));
      return alerts.length;
    },
  };
  const on = (gatherSeconds = 0) =>
    onStorageClassEvent({ restoring, uses, notifier, ledger, gatherSeconds });
  return { ecr, reported, on };
}

function logged() {
  const [warn, info] = (['warn', 'info'] as const).map((it) =>
    vi.spyOn(logger, it).mockReturnValue(),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  return () => ({ warn: warn?.mock.calls.length, info: info?.mock.calls.length });
}

describe('an archived image that is in use', () => {
  test('is reported by an event', async () => {
    const { reported, on } = await startLooking('ARCHIVED');
    const log = logged();
    expect(await on()).toEqual({
      lookedAt: 1,
      notAllOf: [],
      archived: 1,
      restored: 0,
      notified: 1,
    });
    expect(reported).toEqual(['storage.archived']);
    expect(log()).toEqual({ warn: 1, info: 0 });
  });

  test('is looked at once for all events of a moment, and again later', async () => {
    const { reported, on } = await startLooking('ARCHIVED');
    const all = await Promise.all([on(1), on(1), on(1)]);
    expect(all.filter((it) => 'gathered' in it)).toEqual([{ gathered: true }, { gathered: true }]);
    expect(reported).toHaveLength(1);
    expect(await on()).toMatchObject({ archived: 1 });
  });
});

test('an image in use that is not archived is nothing', async () => {
  const { reported, on } = await startLooking('ACTIVE');
  const log = logged();
  expect(await on()).toMatchObject({ lookedAt: 1, archived: 0 });
  expect(reported).toEqual([]);
  expect(log()).toEqual({ warn: 0, info: 1 });
});

test('an archived image in use is restored, where that is declared and allowed', async () => {
  const { ecr, reported, on } = await startLooking('ARCHIVED', 'use: { restore: inUse }');
  expect(await on()).toMatchObject({ archived: 1, restored: 1, notified: 1 });
  const filter = { imageStatus: 'ANY' as const };
  const found = await image(ecr, repositoryName, { imageTag: '1' }, filter);
  expect(['ACTIVATING', 'ACTIVE']).toContain(found?.imageStatus);
  expect(await on()).toMatchObject({ archived: 0 });
  expect(reported).toEqual(['storage.archived']);
});
