import { describe, expect, test, vi } from 'vitest';
import type { Action } from '../../../shared/actions/action.ts';
import type { Entry } from '../../../shared/actions/audit-log.ts';
import { notingRelease, releasedBy, releaseIn } from '../../../shared/actions/releases.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const kept = { tag: quarantineTag(digest), digest };
const tagged = { repository: 'a/b', tag: 'latest', digest };
const release = {
  undoes: 'first',
  repository: 'a/b',
  before: kept,
  after: { tag: 'latest', digest },
};
const again = { ...release, undoes: 'second', before: release.after, after: kept };

async function start() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const entry = { id: 'second', at: '2026-11-27T09:12:00Z', by: 'anna', capability: 'naming' };
  return {
    ...{ ...started, ledger },
    perform: <Result>(action: object, work: () => Promise<Result>) =>
      notingRelease(
        ledger,
        { action: action as unknown as Action, entry: entry as unknown as Entry },
        work,
      ),
    why: () => releasedBy(ledger, 'naming', tagged),
  };
}

describe('a tag that an image gets again', () => {
  test('is released before it is there, and says by whom and how to end that', async () => {
    const { ledger, perform, why } = await start();
    expect(await why()).toBeUndefined();
    const meanwhile = await perform(release, why);
    expect(meanwhile).toBe(
      'anna released it on 2026-11-27 09:12 UTC, and it stays on this image. ' +
        'To enforce the rule again: npx ecr-steward undo second',
    );
    expect(await why()).toBe(meanwhile);
    expect(await releasedBy(ledger, 'scanning', tagged)).toBeUndefined();
    for (const other of [{ tag: 'x' }, { repository: 'x' }, { digest: 'sha256:x' }]) {
      expect(await releasedBy(ledger, 'naming', { ...tagged, ...other })).toBeUndefined();
    }
  });

  test('is released until it is removed by an undo of that', async () => {
    const { perform, why } = await start();
    await perform(release, async () => {});
    const meanwhile = await perform(again, why);
    expect(meanwhile).toContain('anna released it');
    expect(await why()).toBeUndefined();
  });

  test('is not released where it could not be given, and stays so where it could not be removed', async () => {
    const { perform, why } = await start();
    const failing = () => Promise.reject(new Error('denied'));
    await expect(perform(release, failing)).rejects.toThrow('denied');
    expect(await why()).toBeUndefined();
    await perform(release, async () => {});
    await expect(perform(again, failing)).rejects.toThrow('denied');
    expect(await why()).toContain('anna released it');
  });

  test('that cannot be noted is not given, and an end that cannot be is logged', async () => {
    const { aws, perform, why } = await start();
    const logged = vi.spyOn(logger, 'error').mockReturnValue(undefined);
    aws.faults.set([{ operations: ['dynamodb:PutItem'], error: 'AccessDeniedException' }]);
    let given = 0;
    const give = async () => {
      given += 1;
    };
    await expect(perform(release, give)).rejects.toThrow();
    expect([given, logged.mock.calls.length]).toEqual([0, 0]);
    await perform(again, give);
    expect([given, logged.mock.calls.length]).toEqual([1, 1]);
    aws.faults.set([]);
    expect(await why()).toBeUndefined();
    logged.mockRestore();
  });
});

test.each<[string, object, object]>([
  ['an undo', release, { adds: tagged }],
  ['the undo of that', again, { removes: tagged }],
  ['no undo', { ...release, undoes: undefined }, {}],
  ['no repository', { ...release, repository: undefined }, {}],
  ['no tag', { ...release, after: { digest } }, {}],
  ['no image', { ...release, after: { tag: 'latest' } }, {}],
  ['settings', { ...release, before: null, after: 'x' }, {}],
])('in an action with %s is released or ended: %j', (_, action, expected) => {
  expect(releaseIn(action as unknown as Action)).toEqual(expected);
});
