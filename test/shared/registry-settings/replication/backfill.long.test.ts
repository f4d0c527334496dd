import {
  DescribeImagesCommand,
  type ECRClient,
  StartReplicationBackfillCommand,
} from '@aws-sdk/client-ecr';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { identify } from '../../../../shared/registry/identity.ts';
import { observeRegistry } from '../../../../shared/registry-settings/observe.ts';
import { planRegistry } from '../../../../shared/registry-settings/plan.ts';
import { reconcileRegistry } from '../../../../shared/registry-settings/reconcile.ts';
import { watchBackfills } from '../../../../shared/registry-settings/replication/watch.ts';
import { planUndo } from '../../../../shared/steward/undo/undo.ts';
import { auditLogOf, openGate } from '../../../support/acting.ts';
import { recordCalls } from '../../../support/calls.ts';
import { type Late, seenFrom, settingsOf, startLate, toFrankfurt } from './backfills.ts';

const place = '123456789012/eu-central-1';
const named = `backfill of ${place}`;
const complete = `The replication backfill to ${place} is complete`;

const starts = (calls: readonly string[]) =>
  calls.filter((call) => call === 'ecr:StartReplicationBackfill').length;

test('copies what was pushed before the rule: started once its rule is there, and reported once it has ended', async () => {
  const at = await startLate();
  const calls = recordCalls(at.aws);
  expect(await at.run(toFrankfurt)).toEqual({ replication: 'updated', [named]: 'created' });
  expect(calls.indexOf('ecr:StartReplicationBackfill')).toBeGreaterThan(
    calls.indexOf('ecr:PutReplicationConfiguration'),
  );
  expect(await at.ended()).toEqual(['COMPLETE']);
  const there = seenFrom(at, 'eu-central-1');
  const input = { repositoryName: 'team-a/web' };
  expect((await there.send(new DescribeImagesCommand(input))).imageDetails).toHaveLength(1);
  for (let night = 0; night < 3; night += 1) {
    expect(await at.run(toFrankfurt)).toEqual({ replication: 'unchanged', [named]: 'unchanged' });
  }
  expect(at.sent()).toEqual([complete]);
  expect(starts(calls)).toBe(1);
});

test('is not started again when ECR has forgotten it, after 90 days', async () => {
  let days = 0;
  const at = await startLate({ now: () => new Date(Date.now() + days * 86_400_000) });
  await at.run(toFrankfurt);
  await at.ended();
  await at.run(toFrankfurt);
  days = 91;
  const calls = recordCalls(at.aws);
  expect(await at.statuses()).toEqual([]);
  expect(await at.run(toFrankfurt)).toEqual({ replication: 'unchanged', [named]: 'unchanged' });
  expect(starts(calls)).toBe(0);
});

test('is not started again where nobody has looked until ECR had forgotten it', async () => {
  let days = 0;
  const now = () => new Date(Date.now() + days * 86_400_000);
  const at = await startLate({ now });
  await at.run(toFrankfurt);
  await at.run(toFrankfurt);
  await at.ended();
  days = 91;
  const calls = recordCalls(at.aws);
  await at.run(toFrankfurt);
  expect(starts(calls)).toBe(0);
  expect(at.sent()).toEqual([]);
});

describe('one for each region of destinations at a time', () => {
  const partner = '111122223333';
  const both = `{ rules: [{ destinations: [{ region: eu-central-1 }, { region: eu-central-1, registryId: "${partner}" }], backfill: true }] }`;

  test('the second one waits for the first', async () => {
    const at = await startLate();
    const second = `backfill of ${partner}/eu-central-1`;
    expect(await at.run(both)).toMatchObject({ [named]: 'created', [second]: 'unchanged' });
    await at.ended();
    expect(await at.run(both)).toMatchObject({ [named]: 'unchanged', [second]: 'created' });
    expect(await at.ended()).toHaveLength(2);
  });

  test('and ours for that of somebody else', async () => {
    const minute = 60_000;
    let late = 10 * minute;
    const at = await startLate({ now: () => new Date(Date.now() - late) });
    const without = toFrankfurt.replace('true', 'false');
    await at.run(without);
    const destination = { region: 'eu-central-1', registryId: '123456789012' };
    await at.ecr.send(new StartReplicationBackfillCommand({ destination }));
    expect(await at.run(toFrankfurt)).toMatchObject({ [named]: 'unchanged' });
    await at.ended();
    late = 0;
    expect(await at.run(toFrankfurt)).toMatchObject({ [named]: 'created' });
  });
});

describe('is started again', () => {
  const some = (...prefixes: string[]) =>
    `{ rules: [{ destinations: [{ region: eu-central-1 }], repositories: [${prefixes.join()}], backfill: true }] }`;

  /** An hour later. @returns how often it is started. */
  async function anHourLater(at: Late, replication: string): Promise<number> {
    vi.setSystemTime(Date.now() + 3_600_000);
    const calls = recordCalls(at.aws);
    await at.run(replication);
    await at.ended();
    await at.run(replication);
    return starts(calls);
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
  });

  test('for repositories that it was not for, and for no others', async () => {
    const at = await startLate();
    const counts: number[] = [];
    for (const prefixes of [['team-a/'], ['team-a/x'], ['team-a/', 'team-b/'], ['team-b/']]) {
      counts.push(await anHourLater(at, some(...prefixes)));
    }
    counts.push(await anHourLater(at, toFrankfurt), await anHourLater(at, some('team-c/')));
    expect(counts).toEqual([1, 0, 1, 0, 1, 0]);
  });

  test('for repositories that were declared no longer, and are again', async () => {
    const at = await startLate();
    const counts: number[] = [];
    for (const prefixes of [['team-a/', 'team-b/'], ['team-a/'], ['team-a/', 'team-b/']]) {
      counts.push(await anHourLater(at, some(...prefixes)));
    }
    expect(counts).toEqual([1, 0, 1]);
  });

  test('where all of replication was declared no longer, and is again', async () => {
    const at = await startLate();
    expect(await anHourLater(at, toFrankfurt)).toBe(1);
    const gate = await openGate(at, { ledger: at.ledger });
    const { ecr, ledger } = at;
    await reconcileRegistry({ ecr, gate, ledger, notifier: at.notifier() }, { prune: false });
    expect(await anHourLater(at, toFrankfurt)).toBe(1);
  });

  test('and the one that runs meanwhile is watched to its end', async () => {
    const at = await startLate();
    await at.run(some('team-a/'));
    expect(await at.run(toFrankfurt)).toMatchObject({ [named]: 'unchanged' });
    await at.ended();
    const { replication } = settingsOf(toFrankfurt);
    const with_ = { ecr: at.ecr, ledger: at.ledger, notifier: at.notifier() };
    await watchBackfills(with_, replication);
    expect(at.sent()).toEqual([complete]);
    expect(await anHourLater(at, toFrankfurt)).toBe(1);
  });

  test('where it was declared no longer, and is again', async () => {
    const at = await startLate();
    expect(await anHourLater(at, toFrankfurt)).toBe(1);
    expect(await anHourLater(at, toFrankfurt.replace('true', 'false'))).toBe(0);
    expect(await anHourLater(at, toFrankfurt)).toBe(1);
  });
});

test('without a ledger none is started: nobody would remember it', async () => {
  const at = await startLate();
  const declared = settingsOf(toFrankfurt);
  const { changes } = planRegistry(declared, await observeRegistry(at.ecr, declared));
  expect(changes).toMatchObject([
    { kind: 'replication', action: 'update' },
    { kind: 'backfill', blocked: expect.stringContaining('only the ledger of a stack') },
  ]);
});

test('does not start where the rule is not in place, as when it is not allowed', async () => {
  const at = await startLate();
  at.aws.faults.set([
    { operations: ['ecr:PutReplicationConfiguration'], error: 'AccessDeniedException' },
  ]);
  expect(await at.run(toFrankfurt)).toEqual({ replication: 'failed', [named]: 'unchanged' });
  at.aws.faults.clear();
  expect(await at.run(toFrankfurt)).toEqual({ replication: 'updated', [named]: 'created' });
});

test.each(['DescribeRegistry', 'ListReplicationBackfills'])(
  '%s that is denied is reported once, and fails no run',
  async (operation) => {
    const at = await startLate();
    await at.run(toFrankfurt);
    at.sent();
    at.aws.faults.set([{ operations: [`ecr:${operation}`], error: 'AccessDeniedException' }]);
    expect(await at.run(toFrankfurt)).toMatchObject({ unread: 'failed' });
    expect(at.sent()).toEqual(['registry.replication could not be brought in line']);
  },
);

test('ten run at a time, and the others wait, whoever has started the ten', async () => {
  const at = await startLate();
  const regions = Array.from({ length: 12 }, (_, index) => `ap-${'abcdefghijkl'[index]}x-1`);
  const all = (backfill: boolean) =>
    `{ rules: [{ destinations: [${regions.map((region) => `{ region: ${region} }`)}], backfill: ${backfill} }] }`;
  await at.run(all(false));
  // Started since the plan: by somebody else.
  let more = true;
  at.ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'StartReplicationBackfillCommand' && more) {
          more = false;
          const destination = { region: 'ap-lx-1', registryId: '123456789012' };
          await at.ecr.send(new StartReplicationBackfillCommand({ destination }));
        }
        return next(args);
      },
    { step: 'initialize' },
  );
  const outcomes = Object.values(await at.run(all(true)));
  expect(outcomes.filter((it) => it === 'created')).toHaveLength(9);
  expect(outcomes).not.toContain('failed');
  expect(at.sent()).toEqual([]);
  await at.ended();
  expect(Object.values(await at.run(all(true))).filter((it) => it === 'created')).toHaveLength(2);
});

test('undone, it is stopped, and that is reported', async () => {
  const at = await startLate();
  await at.run(toFrankfurt);
  expect(await at.statuses()).toEqual(['PREPARING']);
  const found = (await auditLogOf(at.ledger)).find(({ entry }) =>
    entry.target.includes('backfill'),
  );
  if (found === undefined) throw new TypeError('it is not in the audit log');
  const back = await planUndo(at.ecr, found.entry);
  if (back.state !== 'ready') throw new TypeError(back.state);
  await back.work();
  expect(await at.statuses()).toEqual(['STOPPED']);
  at.sent();
  expect(await at.run(toFrankfurt)).toEqual({ replication: 'unchanged', [named]: 'unchanged' });
  expect(at.sent()).toEqual([`The replication backfill to ${place} was stopped`]);
});

/** Has ECR say another status of the first backfill. */
function answering(ecr: ECRClient, more: object): void {
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        const { output } = answer as { output: { backfills?: object[] } };
        if (commandName === 'ListReplicationBackfillsCommand') {
          for (const it of output.backfills ?? []) Object.assign(it, more);
        }
        return answer;
      },
    { step: 'initialize', name: 'answering', override: true },
  );
}

describe('is watched by the hourly run, too', () => {
  const progress = (failed: number) => ({
    totalReplicationCount: 200,
    completedReplicationCount: 200 - failed,
    failedReplicationCount: failed,
    failureCodes: failed > 0 ? ['ImageTagAlreadyExistsException'] : [],
  });

  test.each([
    [{ status: 'PREPARING', progress: undefined }, { running: 1, ended: 0 }, []],
    [{ status: 'IN_PROGRESS', progress: progress(1) }, { running: 1, ended: 0 }, []],
    [{ status: 'STOPPING', progress: progress(1) }, { running: 1, ended: 0 }, []],
    [{ status: 'A_NEW_ONE', progress: progress(1) }, { running: 1, ended: 0 }, []],
    [{ status: 'COMPLETE', progress: progress(0) }, { running: 0, ended: 1 }, [complete]],
    [{ status: 'COMPLETE', progress: progress(7) }, { running: 0, ended: 1 }, [complete]],
    [
      { status: 'FAILED', failureCode: 'TooManyFailures', progress: progress(100) },
      { running: 0, ended: 1 },
      [`The replication backfill to ${place} has failed`],
    ],
    [
      { status: 'STOPPED', progress: undefined },
      { running: 0, ended: 1 },
      [`The replication backfill to ${place} was stopped`],
    ],
  ])('%j', async (answer, counts, titles) => {
    const at = await startLate();
    await at.run(toFrankfurt);
    at.sent();
    answering(at.ecr, answer);
    const { replication } = settingsOf(toFrankfurt);
    const with_ = { ecr: at.ecr, ledger: at.ledger, notifier: at.notifier() };
    expect(await watchBackfills(with_, replication)).toEqual(counts);
    expect(at.sent()).toEqual(titles);
    // Nothing is reported twice, and what has ended costs no call of ECR but that for the account.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    await watchBackfills(with_, replication);
    const calls = recordCalls(at.aws);
    const own = await identify(at.ecr);
    await watchBackfills(with_, replication, own);
    expect(at.sent()).toEqual([]);
    if (counts.ended > 0) expect(calls).toEqual(['ecr:DescribeRegistry', 'dynamodb:BatchGetItem']);
  });

  test('and costs nothing where none is declared', async () => {
    const at = await startLate();
    const calls = recordCalls(at.aws);
    const { replication } = settingsOf(toFrankfurt.replace('true', 'false'));
    const with_ = { ecr: at.ecr, ledger: at.ledger, notifier: at.notifier() };
    const none = { running: 0, ended: 0 };
    expect(await watchBackfills(with_, replication)).toEqual(none);
    expect(await watchBackfills(with_, undefined)).toEqual(none);
    expect(calls).toEqual([]);
  });
});

test('names the first copies that failed, with their codes', async () => {
  const at = await startLate();
  at.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsException', times: 1 }]);
  await at.run(toFrankfurt);
  await at.ended();
  at.aws.faults.clear();
  const events: unknown[] = [];
  at.aws.bus.subscribe((event) => {
    if (event.source === 'ecr-steward') events.push(event.detail);
  });
  await at.run(toFrankfurt);
  expect(JSON.stringify(events)).toContain('KmsException');
  expect(JSON.stringify(events)).toMatch(/team-a\/web:1\.\d@sha256:[0-9a-f]{64}/);
});
