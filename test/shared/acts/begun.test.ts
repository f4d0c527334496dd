import { describe, expect, test } from 'vitest';
import type { Act } from '../../../shared/acts/act.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, openGate } from '../../support/acting.ts';

const { limits } = parseRegistryConfig(
  'limits: {expire: {perRun: {count: 10}, perDay: {count: 10}}}',
);

const act: Act = {
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
  await expect(gate.perform(act, failing)).rejects.toThrow('no');
  return { open };
}

const work = async () => ({ outcome: 'set' });

describe('an act that was begun', () => {
  test('is tried again uncounted', async () => {
    const { open } = await startBegun();
    expect(await (await open()).perform(act, work)).toMatchObject({ state: 'done' });
    expect(await (await open()).perform({ ...act, weight: 9 }, work)).toMatchObject({
      state: 'held',
      used: 2,
    });
  });

  test('lets none through that takes more: its policy may be another one by now', async () => {
    const { open } = await startBegun();
    const more = { ...act, weight: 5000 };
    expect(await (await open()).perform(more, work)).toMatchObject({ state: 'held', most: 10 });
  });
});
