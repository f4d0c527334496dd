import { describe, expect, test } from 'vitest';
import type { Action } from '../../../shared/actions/action.ts';
import { mostOf } from '../../../shared/actions/budget.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, openGate } from '../../support/acting.ts';

const { limits } = parseRegistryConfig(
  'limits: {expire: {perRun: {count: 10}, perDay: {count: 10}}}',
);

const action: Action = {
  kind: 'expire',
  rule: { capability: 'baseline', name: '**', text: '' },
  target: 'team-a/web',
  what: 'set lifecyclePolicy',
  weight: 2,
  after: { settings: { lifecyclePolicy: '{"keep":100}' } },
};

/** An act that has failed, and so is begun for the rest of the day, within limits of ten images. */
async function startBegun() {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const open = () => openGate(started, { ledger, limits });
  const failing = async () => {
    throw new Error('no');
  };
  const gate = await open();
  await expect(gate.perform(action, failing)).rejects.toThrow('no');
  return { open };
}

const work = async () => ({ outcome: 'set' });

test('the same act by several at once is done, and held for none of them', async () => {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const gates = await Promise.all(
    Array.from({ length: 8 }, () => openGate(started, { ledger, limits })),
  );
  for (let round = 0; round < 6; round += 1) {
    const target = `team-a/web-${round}`;
    const performed = await Promise.all(
      gates.map((gate) => gate.perform({ ...action, target, weight: 0 }, work)),
    );
    expect(performed.map(({ state }) => state)).toEqual(gates.map(() => 'done'));
  }
});

test('a run over midnight has the bound of one run', async () => {
  const started = await startTestAws();
  let time = new Date('2026-11-27T23:59:59Z');
  const gate = await openGate(started, { limits, now: () => time });
  expect(await gate.perform({ ...action, weight: 10 }, work)).toMatchObject({ state: 'done' });
  time = new Date('2026-11-28T00:00:01Z');
  expect(await gate.perform({ ...action, target: 'team-a/api' }, work)).toMatchObject({
    ...{ state: 'held', per: 'run', used: 10 },
  });
});

test('a percentage is rounded up, and none of anything is none, also where nobody knows of how many', () => {
  expect(mostOf({ count: 10, percent: 5 }, 21)).toBe(2);
  expect(mostOf({ count: 10, percent: 5 }, undefined)).toBe(10);
  expect(mostOf({ count: 10, percent: 0 }, 21)).toBe(0);
  expect(mostOf({ count: 10, percent: 0 }, undefined)).toBe(0);
});

describe('an action that was begun', () => {
  test('is tried again uncounted', async () => {
    const { open } = await startBegun();
    expect(await (await open()).perform(action, work)).toMatchObject({ state: 'done' });
    expect(await (await open()).perform({ ...action, weight: 9 }, work)).toMatchObject({
      state: 'held',
      used: 2,
    });
  });

  test('lets none through that takes more: its policy may be another one by now', async () => {
    const { open } = await startBegun();
    const more = { ...action, weight: 5000 };
    expect(await (await open()).perform(more, work)).toMatchObject({ state: 'held', most: 10 });
  });
});
