import { describe, expect, test } from 'vitest';
import {
  type Action,
  type Capability,
  capabilities,
  ruleText,
} from '../../../../shared/actions/action.ts';
import { LedgerUnreachableError } from '../../../../shared/actions/errors.ts';
import type { Gate, GateOptions } from '../../../../shared/actions/gate.ts';
import { takeOver } from '../../../../shared/actions/owner.ts';
import { writeCapability } from '../../../../shared/actions/permits/capability-item.ts';
import { consent, withdraw } from '../../../../shared/actions/permits/consent.ts';
import {
  isOfPause,
  PausingError,
  pause,
  resume,
} from '../../../../shared/actions/permits/pause.ts';
import { pausedAlerts } from '../../../../shared/actions/permits/paused-alert.ts';
import { pausesOf } from '../../../../shared/actions/permits/permits.ts';
import { standingOf } from '../../../../shared/actions/permits/standing.ts';
import { planUndo } from '../../../../shared/steward/undo/undo.ts';
import { startTestAws } from '../../../local/start.ts';
import { auditLogOf, createLedger, openGate, testStack } from '../../../support/acting.ts';

const anna = { by: 'arn:aws:iam::123456789012:user/anna', reason: 'incident 4711' };
const began = new Date('2026-11-27T09:12:00Z');
const ruleOf = (capability: Capability) => ({ capability, name: 'a', text: ruleText({ a: 1 }) });

function actionOf(capability: Capability, target = 'a/b:1'): Action {
  const base = { what: 'replace the tag', rule: ruleOf(capability) };
  return { ...base, kind: 'quarantine', target, repository: 'a/b' };
}

/** A registry with an owner, in which everything is allowed. */
async function startAllowed() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  await takeOver(started.ecr, testStack);
  for (const it of capabilities) await consent(ledger, it, [ruleOf(it)], 'somebody', began);
  let seconds = 0;
  const now = () => new Date(began.getTime() + seconds * 1000);
  const reads: string[] = [];
  started.aws.onExchange(({ operation }) => {
    if (operation === 'GetItem') reads.push(operation);
  });
  return {
    ...{ ...started, ledger, reads },
    wait: (more: number) => {
      seconds += more;
    },
    open: (more: Partial<GateOptions> = {}) =>
      openGate(started, { ledger, person: false, now, ...more }),
  };
}

/** The state of an action, or why it was only observed. */
async function outcome(gate: Gate, capability: Capability = 'naming', target?: string) {
  const done = await gate.perform(actionOf(capability, target), async () => ({ outcome: 'x' }));
  return done.state === 'observed' ? done.why : done.state;
}

const why =
  'naming is paused since 2026-11-27 09:12 UTC, by arn:aws:iam::123456789012:user/anna: incident 4711. ' +
  'To enforce its rules again: npx ecr-steward resume naming';

describe('a capability that is paused', () => {
  test('only observes, which says who paused it, when and why; the others go on', async () => {
    const { ledger, open } = await startAllowed();
    await pause(ledger, ['naming'], anna, began);
    const standing = await standingOf(ledger, 'naming', []);
    expect(standing.paused).toEqual({ ...anna, at: began.toISOString() });
    expect(await standingOf(ledger, 'cache', [])).not.toHaveProperty('paused');
    const gate = await open();
    expect(await outcome(gate)).toBe(why);
    expect(await gate.observes(ruleOf('naming'))).toBe(why);
    const setting = { ...actionOf('naming'), kind: 'setting' as const };
    const work = () => Promise.reject(new Error('must not be done'));
    expect(await gate.perform(setting, work)).toEqual({ state: 'observed', why, paused: true });
    for (const it of ['scanning', 'baseline', 'cache', 'shield', 'unused-repositories'] as const) {
      expect(await outcome(gate, it)).toBe('done');
    }
  });

  test('is enforced again once it is resumed, as it was allowed before', async () => {
    const { ledger, open } = await startAllowed();
    await pause(ledger, capabilities, anna, began);
    expect(await resume(ledger, ['naming'], 'bob', began)).toEqual(
      new Map([['naming', { ...anna, at: began.toISOString() }]]),
    );
    const gate = await open();
    expect(await outcome(gate)).toBe('done');
    expect(await outcome(gate, 'cache')).toContain('cache is paused');
    expect([...(await pausesOf(ledger, capabilities)).keys()]).toEqual(
      capabilities.filter((it) => it !== 'naming'),
    );
  });

  test('stays paused, whatever is allowed or withdrawn meanwhile', async () => {
    const { ledger, open } = await startAllowed();
    await pause(ledger, ['naming', 'cache'], anna, began);
    await consent(ledger, 'naming', [ruleOf('naming')], 'bob', began);
    await withdraw(ledger, 'cache', 'bob', began);
    expect(await outcome(await open())).toBe(why);
    await resume(ledger, capabilities, 'bob', began);
    expect(await outcome(await open())).toBe('done');
    expect(await outcome(await open(), 'cache')).toContain('is new');
  });

  test('before anybody allowed it, has no consent after its end', async () => {
    const started = await startTestAws();
    const ledger = await createLedger(started);
    await pause(ledger, ['naming'], anna, began);
    await resume(ledger, ['naming'], 'bob', began);
    expect((await standingOf(ledger, 'naming', [ruleOf('naming')])).given).toBeUndefined();
  });
});

describe('a run that is under way', () => {
  test('stops at its first action after 30 seconds, and goes on after the end', async () => {
    const { ledger, open, wait } = await startAllowed();
    const gate = await open();
    const states: string[] = [];
    for (let second = 0; second < 120; second += 5) {
      if (second === 10) await pause(ledger, ['naming'], anna, began);
      if (second === 70) await resume(ledger, ['naming'], 'bob', began);
      const state = await outcome(gate, 'naming', `a/b:${second}`);
      states.push(`${second}: ${state === 'done' ? 'done' : 'observed'}`);
      wait(5);
    }
    const at = (wanted: string) =>
      states.filter((it) => it.endsWith(wanted)).map((it) => Number.parseInt(it, 10));
    expect(at('done').filter((second) => second < 70)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(at('observed')[0]).toBe(30);
    expect(at('observed').at(-1)).toBe(85);
  });

  test('reads once for all its actions, and again only after 30 seconds', async () => {
    const { open, wait, reads } = await startAllowed();
    const gate = await open();
    await Promise.all(['a/b:1', 'a/b:2', 'a/b:3'].map((it) => outcome(gate, 'naming', it)));
    await gate.observes(ruleOf('naming'));
    expect(reads).toHaveLength(1);
    wait(29);
    await outcome(gate);
    expect(reads).toHaveLength(1);
    wait(1);
    await outcome(gate);
    expect(reads).toHaveLength(2);
    wait(-600);
    await outcome(gate);
    expect(reads).toHaveLength(3);
  });

  test('does nothing where it cannot read that any more', async () => {
    const { aws, open, wait } = await startAllowed();
    const gate = await open();
    expect(await outcome(gate)).toBe('done');
    aws.faults.set([{ operations: ['dynamodb:GetItem'], error: 'AccessDeniedException' }]);
    wait(30);
    await expect(outcome(gate)).rejects.toThrow(LedgerUnreachableError);
    aws.faults.set([]);
    wait(30);
    expect(await outcome(gate)).toBe('done');
  });

  test.each([
    { BOOL: true },
    { S: 'null' },
    { S: '{"by":"anna"}' },
    { S: '{"by":"anna","at":"soon","reason":"x"}' },
    { S: '' },
  ])('does nothing where the ledger says %j of a pause, until it is resumed', async (paused) => {
    const { ledger, open } = await startAllowed();
    await writeCapability(ledger, 'naming', { paused });
    await expect(outcome(await open())).rejects.toThrow(LedgerUnreachableError);
    expect((await resume(ledger, ['naming'], 'bob', began)).size).toBe(1);
    expect(await outcome(await open())).toBe('done');
  });
});

test('a person is stopped too, unless they say that they know', async () => {
  const { ledger, open } = await startAllowed();
  await pause(ledger, ['naming'], anna, began);
  expect(await outcome(await open({ person: true }))).toBe(why);
  expect(await outcome(await open({ person: true, whilePaused: true }))).toBe('done');
  // Only a person can say so.
  expect(await outcome(await open({ whilePaused: true }))).toBe(why);
});

describe('the audit log', () => {
  test('has each pause and its end, which undo leaves to resume', async () => {
    const { ecr, ledger } = await startAllowed();
    const now = new Date();
    expect(await pause(ledger, ['naming', 'cache'], anna, now)).toEqual(new Map());
    const again = await pause(ledger, ['naming'], { by: 'bob', reason: 'too' }, now);
    expect(again.get('naming')).toEqual({ ...anna, at: now.toISOString() });
    await resume(ledger, ['naming', 'baseline'], 'bob', now);
    const entries = await auditLogOf(ledger);
    const lines = entries.map(({ entry: { by, capability, what, outcome: is }, notified }) =>
      [by.slice(-4), capability, what, is, notified].join(' '),
    );
    expect(lines.toSorted()).toEqual(
      [
        'anna cache pause: incident 4711 paused true',
        'anna naming pause: incident 4711 paused true',
        'bob naming pause: too paused true',
        'bob naming resume resumed true',
      ].toSorted(),
    );
    for (const { entry } of entries) {
      expect(await planUndo(ecr, entry)).toMatchObject({
        state: 'refused',
        why: expect.stringContaining(`npx ecr-steward resume ${entry.capability}`),
      });
    }
  });

  test('that cannot be written leaves the capability paused, and says so', async () => {
    const { aws, ledger } = await startAllowed();
    aws.faults.set([{ operations: ['dynamodb:PutItem'], error: 'AccessDeniedException' }]);
    const paused = pause(ledger, ['naming'], anna, began);
    await expect(paused).rejects.toThrow(PausingError);
    await expect(paused).rejects.toThrow(/^paused, but the audit log could not be written: /);
    expect([...(await pausesOf(ledger, capabilities)).keys()]).toEqual(['naming']);
  });

  test('a pause of which a part fails names it', async () => {
    const { aws, ledger } = await startAllowed();
    aws.faults.set([
      { operations: ['dynamodb:UpdateItem'], error: 'AccessDeniedException', times: 1 },
    ]);
    await expect(pause(ledger, ['naming', 'cache'], anna, began)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^only done for (naming; not for cache|cache; not for naming): .*\. Run it again$/,
      ),
      cause: { name: 'AccessDeniedException' },
    });
    expect(await pausesOf(ledger, capabilities)).toHaveProperty('size', 1);
    aws.faults.set([{ operations: ['dynamodb:UpdateItem'], error: 'AccessDeniedException' }]);
    await expect(pause(ledger, ['naming'], anna, began)).rejects.toMatchObject({
      message: expect.stringContaining('not authorized'),
    });
  });
});

test.each<[string, object, boolean]>([
  ['the beginning of a pause', { after: { paused: {} } }, true],
  ['its end', { before: { paused: {} } }, true],
  ['a tag', { before: { tag: 'paused' }, after: { tag: 'x' } }, false],
  ['a text', { before: 'paused', after: 'paused' }, false],
  ['nothing', { before: null, after: null }, false],
  ['no state', {}, false],
])('an entry with %s is one of a pause: %#', (_, entry, expected) => {
  expect(isOfPause(entry)).toBe(expected);
});

describe('the alert', () => {
  const paused = (by: string, at = '2026-11-27T09:12:00.000Z') => ({ by, at, reason: 'why' });

  test('is one for all pauses, and none without any', () => {
    expect(pausedAlerts(new Map())).toEqual([]);
    const later = paused('bob', '2026-11-28T00:00:00.000Z');
    const [alert, ...others] = pausedAlerts(
      new Map([
        ['naming', later],
        ['baseline', paused('anna')],
        ['cache', later],
      ]),
    );
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      title: 'naming, baseline, and cache are paused: none of their rules is enforced',
      since: '2026-11-27T09:12:00.000Z',
      stands: true,
      what: [
        'naming and cache: paused by bob since 2026-11-28 00:00 UTC: why',
        'baseline: paused by anna since 2026-11-27 09:12 UTC: why',
      ],
    });
    expect(alert?.todo?.at(-1)).toBe('To enforce the rules again: npx ecr-steward resume');
  });

  test('is sent again when something else is paused, and of one names it', () => {
    const occasions = [
      new Map([['naming', paused('anna')] as const]),
      new Map([['naming', paused('bob')] as const]),
      new Map([['cache', paused('anna')] as const]),
    ].map((it) => pausedAlerts(it)[0]);
    expect(new Set(occasions.map((it) => it?.cause.occasion)).size).toBe(3);
    expect(new Set(occasions.map((it) => it?.cause.id)).size).toBe(1);
    expect(occasions[0]?.title).toBe('naming is paused: none of its rules is enforced');
    expect(occasions[0]?.todo?.at(-1)).toContain('resume naming');
  });
});
