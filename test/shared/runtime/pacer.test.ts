import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Outcome, PacingLaw, Ticket } from '../../../shared/runtime/pacing/law.ts';
import { createPacer } from '../../../shared/runtime/pacing/pacer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A law that lets nothing start before a time, which each answer may move. */
function lawUntil(opensAt: number) {
  const law = { opensAt, started: [] as number[], outcomes: [] as Outcome[] };
  const of = {
    wait: (now: number) => Math.max(0, law.opensAt - now),
    start: (now: number): Ticket => {
      law.started.push(now);
      return { startedAt: now, epoch: 0, pressed: false };
    },
    answered: (_now: number, _ticket: Ticket, outcome: Outcome) => void law.outcomes.push(outcome),
  };
  return { law, pacer: createPacer(of as unknown as PacingLaw) };
}

const ticket: Ticket = { startedAt: 0, epoch: 0, pressed: false };

test('what nothing holds back starts at once, without a promise', () => {
  const { pacer } = lawUntil(0);
  expect(pacer.turn()).toMatchObject({ epoch: 0 });
});

test('what is held back starts when the law says so, in the order in which it came', async () => {
  const now = performance.now();
  const { law, pacer } = lawUntil(now + 100);
  const order: string[] = [];
  for (const name of ['first', 'second']) {
    void Promise.resolve(pacer.turn()).then(() => order.push(name));
  }
  await vi.advanceTimersByTimeAsync(99);
  expect(order).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(order).toEqual(['first', 'second']);
  expect(law.started).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('what comes while others wait waits behind them', async () => {
  const { law, pacer } = lawUntil(performance.now() + 100);
  const first = pacer.turn();
  law.opensAt = 0;
  const second = pacer.turn();
  expect(second).toBeInstanceOf(Promise);
  await Promise.all([first, second]);
  expect(law.started).toHaveLength(2);
});

test('an answer may bring the time forward, and lets go of what waits', async () => {
  const { law, pacer } = lawUntil(Number.POSITIVE_INFINITY);
  let has = false;
  void Promise.resolve(pacer.turn()).then(() => {
    has = true;
  });
  expect(vi.getTimerCount()).toBe(0);
  law.opensAt = performance.now() + 1000;
  pacer.answered(ticket, 'throttled');
  law.opensAt = performance.now() + 10;
  pacer.answered(ticket, 'ok');
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(has).toBe(true);
  expect(law.outcomes).toEqual(['throttled', 'ok']);
});

test('a later time makes no second timer', async () => {
  const { law, pacer } = lawUntil(performance.now() + 10);
  const turn = pacer.turn();
  law.opensAt += 50;
  pacer.answered(ticket, 'other');
  expect(vi.getTimerCount()).toBe(1);
  // The first timer finds that it is too early, and sets another.
  await vi.advanceTimersByTimeAsync(10);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(50);
  expect(await turn).toMatchObject({ epoch: 0 });
});
