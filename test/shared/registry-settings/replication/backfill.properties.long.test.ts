import { ListReplicationBackfillsCommand } from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { recordCalls } from '../../../support/calls.ts';
import { startLate, toFrankfurt } from './backfills.ts';

/** `npm test` breaks every fifth call, the long tests each. */
const step = process.env.LONG_TESTS ? 1 : 5;

const starts = (calls: readonly string[]) =>
  calls.filter((call) => call === 'ecr:StartReplicationBackfill').length;

describe('whatever breaks in the run that starts it, it is started once', () => {
  const faults = [{ drop: 'before' }, { drop: 'after' }, { error: 'ServerException' }] as const;
  const services = ['ecr:*', 'dynamodb:*'];
  const cases = services.flatMap((operation) => faults.map((fault) => ({ operation, fault })));

  test.each(cases)('$operation, each call: $fault', async ({ operation, fault }) => {
    const first = await startLate();
    const recorded = recordCalls(first.aws);
    await first.run(toFrankfurt);
    const [service = ''] = operation.split(':');
    const count = recorded.filter((call) => call.startsWith(`${service}:`)).length;
    expect(count).toBeGreaterThan(5);
    const at = await startLate();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    // One registry for all: each case has a destination of its own, in a region of its own.
    for (const [after, region] of regionsFor(count).entries()) {
      if (after % step !== 0) continue;
      const replication = toFrankfurt.replace('eu-central-1', region);
      const calls = recordCalls(at.aws);
      at.aws.faults.set([{ operations: [operation], ...fault, after, times: 1 }]);
      await at.run(replication).catch(() => undefined);
      at.aws.faults.clear();
      await at.ended();
      for (let night = 0; night < 3; night += 1) {
        vi.setSystemTime(Date.now() + 3_600_000);
        await at.run(replication);
        await at.ended();
      }
      const { backfills = [] } = await at.ecr.send(
        new ListReplicationBackfillsCommand({ maxResults: 50 }),
      );
      expect(backfills.filter((it) => it.destination?.region === region)).toHaveLength(1);
      expect(starts(calls)).toBeLessThanOrEqual(2);
      const told = at.sent().filter((it) => it.endsWith(`${region} is complete`)).length;
      // Where the ledger fails right after an alert was sent, it is sent again rather than lost.
      const most = operation.startsWith('dynamodb') ? 2 : 1;
      expect([told >= 1, told <= most]).toEqual([true, true]);
    }
  });

  /** So many different regions, whether they exist or not. */
  function regionsFor(count: number): string[] {
    return Array.from(
      { length: count },
      (_, index) => `ap-${'abcdefghijklmnopqrstuvwxyz'.at(index % 26)}${'xyz'.at(index / 26)}-1`,
    );
  }
});
