import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../shared/actions/action.ts';
import {
  begin,
  close,
  type Entry,
  entriesOfDay,
  entriesOfRepository,
  entry,
  markNotified,
} from '../../../shared/actions/audit-log.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

const now = new Date('2026-11-27T09:12:03.123Z');
const rule = { capability: 'naming', name: 'versions', text: '{}' } as const;
const action: Action = {
  ...{ kind: 'quarantine', rule, repository: 'team/a', target: 'team/a:1' },
  ...{ what: 'replace the tag', before: { tag: '1' }, after: { tag: 'q' } },
};

async function startLog() {
  const ledger = await createLedger(await startTestAws());
  const closedAs = async (end: Pick<Entry, 'state' | 'outcome' | 'error'>) => {
    const begun = await begin(ledger, action, 'me', now);
    await close(ledger, begun, end);
    return entry(ledger, begun.id);
  };
  return { ledger, closedAs };
}

const plain = {
  ...{ at: now.toISOString(), by: 'me', capability: 'naming', kind: 'quarantine' },
  ...{ rule: 'versions', target: 'team/a:1', what: 'replace the tag', repository: 'team/a' },
  ...{ before: { tag: '1' }, after: { tag: 'q' }, weight: 1 },
};

describe('an entry', () => {
  test('is there from before the action on, without the text of its rule', async () => {
    const { ledger } = await startLog();
    const begun = await begin(ledger, action, 'me', now);
    expect(begun).toEqual({ ...plain, id: begun.id, state: 'begun' });
    expect(begun.id).toMatch(/^20261127T091203123Z-[0-9a-f]{8}$/);
    expect(await entry(ledger, begun.id)).toEqual(begun);
    expect(await entry(ledger, 'gone')).toBeUndefined();
  });

  test.each<Pick<Entry, 'state' | 'outcome' | 'error'>>([
    { state: 'done', outcome: 'replaced' },
    { state: 'unneeded', outcome: 'moved' },
    { state: 'failed', error: 'denied' },
    { state: 'done' },
    { state: 'failed', outcome: 'some', error: 'denied' },
  ])('ends as %j', async (end) => {
    const { closedAs } = await startLog();
    expect(await closedAs(end)).toEqual({ ...plain, id: expect.any(String), ...end });
  });

  test('has an id of its own, also of the same action in the same moment', async () => {
    const { ledger } = await startLog();
    const ids = [1, 2].map(async () => (await begin(ledger, action, 'me', now)).id);
    expect(new Set(await Promise.all(ids)).size).toBe(2);
  });

  test('is read as it was written last', async () => {
    const started = await startTestAws();
    const ledger = await createLedger(started);
    const reads: unknown[] = [];
    started.aws.onExchange(({ input }) => void reads.push(input));
    await entry(ledger, '20261127T091203123Z-0123abcd');
    expect(reads).toMatchObject([{ ConsistentRead: true }]);
  });

  test('is told once that is noted', async () => {
    const { ledger } = await startLog();
    const { id } = await begin(ledger, action, 'me', now);
    const told = async () =>
      (await Array.fromAsync(entriesOfDay(ledger, '2026-11-27'))).map((it) => it.notified);
    expect(await told()).toEqual([false]);
    await markNotified(ledger, id);
    expect(await told()).toEqual([true]);
  });

  test('without a word of its end is as it was begun', async () => {
    const { ledger } = await startLog();
    const { id } = await begin(ledger, action, 'me', now);
    const Key = { id: { S: `act/${id}` } };
    const UpdateExpression = 'REMOVE #state SET outcome = :none, #error = :none';
    await ledger.dynamodb.send(
      new UpdateItemCommand({
        ...{ TableName: ledger.table, Key, UpdateExpression },
        ExpressionAttributeNames: { '#state': 'state', '#error': 'error' },
        ExpressionAttributeValues: { ':none': { S: '' } },
      }),
    );
    expect(await entry(ledger, id)).toEqual({ ...plain, id, state: 'begun' });
  });

  test.each([
    [150_000, true],
    [150_001, false],
  ])('keeps %i characters of what it was: %s', async (length, isKept) => {
    const { ledger } = await startLog();
    const bare = JSON.stringify({ before: '', after: null }).length;
    const before = 'x'.repeat(length - bare);
    const { id } = await begin(ledger, { ...action, before, after: null }, 'me', now);
    const found = await entry(ledger, id);
    expect(found?.before).toBe(isKept ? before : undefined);
    expect(found?.final === undefined).toBe(isKept);
  });
});

test('entries are listed by their day and by their repository, the newest first', async () => {
  const { ledger } = await startLog();
  const at = async (time: string, repository: string | undefined) => {
    const { repository: _, ...rest } = action;
    const one = { ...rest, ...(repository && { repository }), target: time };
    await begin(ledger, one, 'me', new Date(time));
  };
  await at('2026-11-27T09:00:00Z', 'team/a');
  await at('2026-11-27T10:00:00Z', undefined);
  await at('2026-11-28T09:00:00Z', 'team/a');
  const targets = async (found: ReturnType<typeof entriesOfDay>) =>
    (await Array.fromAsync(found)).map((it) => it.entry.target);
  expect(await targets(entriesOfDay(ledger, '2026-11-27'))).toEqual([
    '2026-11-27T10:00:00Z',
    '2026-11-27T09:00:00Z',
  ]);
  expect(await targets(entriesOfRepository(ledger, 'team/a'))).toEqual([
    '2026-11-28T09:00:00Z',
    '2026-11-27T09:00:00Z',
  ]);
});
