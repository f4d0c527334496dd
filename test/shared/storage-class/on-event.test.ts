import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { onStorageClassEvent } from '../../../shared/storage-class/on-event.ts';
import { repositoryName } from '../../local/images.ts';
import { imageOf, snapshotOf } from '../../local/snapshots.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

const imageUri = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}:1`;

/** A function of Lambda runs an image that is archived, or is not. */
async function startLooking(imageStatus: 'ARCHIVED' | 'ACTIVE') {
  const lastArchivedAt = '2026-11-02T00:00:00Z';
  const archived = imageStatus === 'ARCHIVED' ? { imageStatus, lastArchivedAt } : {};
  const image = imageOf('a', { imageTags: ['1'], ...archived });
  const uses = { functions: [{ name: 'resize', imageUri }] };
  const started = await startTestAws({ snapshot: snapshotOf([image]), uses });
  const { ecr, config } = started;
  const clients = { ecr, ecs: new ECSClient(config), lambda: new LambdaClient(config) };
  onTestFinished(() => {
    clients.ecs.destroy();
    clients.lambda.destroy();
  });
  const reported: string[] = [];
  const notifier = {
    notify: async (alerts: readonly Alert[]) => {
      reported.push(...alerts.map(({ kind }) => kind));
      return alerts.length;
    },
  };
  const ledger = await createLedger(started);
  const on = (gatherSeconds = 0) =>
    onStorageClassEvent({ clients, notifier, ledger, gatherSeconds });
  return { reported, on };
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
    expect(await on()).toEqual({ lookedAt: 1, notAllOf: [], archived: 1, notified: 1 });
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
