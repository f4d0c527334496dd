import { describe, expect, test } from 'vitest';
import type { Action } from '../../../shared/actions/action.ts';
import { begin, close } from '../../../shared/actions/audit-log.ts';
import { lastQuarantines } from '../../../shared/actions/find-quarantine.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

const rule = { capability: 'naming', name: 'versions', text: '' } as const;

/** An audit log with these actions on a/b, a minute apart, the oldest first. */
async function start(...actions: (Partial<Action> & { state?: 'failed' | 'unneeded' })[]) {
  const ledger = await createLedger(await startTestAws());
  const ids: string[] = [];
  for (const [at, { state = 'done', undoes, ...more }] of actions.entries()) {
    const base = { kind: 'quarantine', rule, repository: 'a/b', target: 'a/b', what: 'x' } as const;
    const undone = undoes === undefined ? {} : { undoes: ids[Number(undoes)] ?? '' };
    const action = { ...base, ...more, ...undone };
    const entry = await begin(ledger, action, 'a test', new Date(Date.UTC(2026, 10, 27, 0, at)));
    await close(ledger, entry, { state, outcome: 'x' });
    ids.push(entry.id);
  }
  /** Which of the actions are found, by their number. */
  return async (of: object) =>
    (await lastQuarantines(ledger, { repository: 'a/b', ...of })).map(({ id }) => ids.indexOf(id));
}

const of = (tag: string, digest: string) => ({ before: { tag, digest } });

describe('the last quarantines', () => {
  test('are found by tag, by image, and by both', async () => {
    const find = await start(of('1', 'A'), of('2', 'A'), of('1', 'B'));
    expect(await find({ tag: '1' })).toEqual([2]);
    expect(await find({ tag: '1', digest: 'A' })).toEqual([0]);
    expect(await find({ digest: 'A' })).toEqual([1, 0]);
    expect(await find({ digest: 'B' })).toEqual([2]);
    expect(await find({})).toEqual([2, 1]);
    expect(await find({ tag: '3' })).toEqual([]);
    expect(await find({ digest: 'C' })).toEqual([]);
  });

  test('without a tag leave out what was undone; by its tag it is found', async () => {
    const undo = { kind: 'setting', undoes: '0' } as const;
    const find = await start(of('1', 'A'), of('2', 'A'), undo);
    expect(await find({ digest: 'A' })).toEqual([1]);
    expect(await find({ tag: '1' })).toEqual([0]);
  });

  test('are still there after an undo that failed', async () => {
    const undo = { kind: 'setting', undoes: '0', state: 'failed' } as const;
    const find = await start(of('1', 'A'), undo);
    expect(await find({ digest: 'A' })).toEqual([0]);
  });

  test.each<[string, object]>([
    ['was not needed', { ...of('1', 'A'), state: 'unneeded' }],
    ['is a deletion', { ...of('1', 'A'), kind: 'delete' }],
    ['has no tag', { before: { digest: 'A' } }],
    ['has no state before it', { before: undefined }],
    ['is of another repository', { ...of('1', 'A'), repository: 'other' }],
  ])('are none of an action that %s', async (_, action) => {
    const find = await start(action);
    expect(await find({})).toEqual([]);
  });
});
