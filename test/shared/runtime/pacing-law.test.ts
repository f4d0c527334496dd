import { describe, expect, test } from 'vitest';
import { PacingLaw } from '../../../shared/runtime/pacing/law.ts';
import { simulate, type World } from '../../support/pacing-simulation.ts';

const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

describe('under a limit that it does not know', () => {
  const cases = [10, 20, 50, 200].flatMap((limit) =>
    [5, 40, 300].flatMap((latencyMs) =>
      [10, 50, 100].map((burst) => ({ limit, latencyMs, burst })),
    ),
  );
  // 64 callers that wait 300 ms each do not come to 200 calls a second.
  const within = cases.filter(({ limit, latencyMs }) => limit * latencyMs < 200 * 300);

  test.each(within)('of $limit/s, burst $burst, at $latencyMs ms', (world) => {
    const { limit } = world;
    const calls = limit === 200 ? 2000 : 1000;
    for (const seed of seeds) {
      const concurrency = [32, 48, 64][seed % 3] ?? 32;
      const played = simulate({ ...world, calls, concurrency, limit: () => limit, seed });
      expect((played.wallMs / 1000) * limit).toBeLessThan(1.1 * calls);
      expect(played.share).toBeLessThan(0.05);
      expect(played.worst).toBeLessThan(10);
    }
  });

  test('stays within 5 % of it once it is found, with 2 % of the calls throttled', () => {
    for (const seed of seeds) {
      const run = (calls: number) =>
        simulate({ calls, concurrency: 32, latencyMs: 40, limit: () => 50, burst: 10, seed });
      const [start, whole] = [run(500), run(3500)];
      expect((whole.wallMs - start.wallMs) / 1000).toBeLessThan((1.05 * 3000) / 50);
      expect((whole.throttled - start.throttled) / 3000).toBeLessThan(0.02);
    }
  });
});

describe('when the limit changes', () => {
  test.each([
    [50, 25],
    [50, 40],
    [200, 20],
    [50, 100],
    [50, 200],
  ])('from %i/s to %i/s it follows', (before, after) => {
    const change = 20_000;
    for (const seed of seeds) {
      const limit = (now: number) => (now < change ? before : after);
      const calls = before * 20 + after * 40;
      const { wallMs, share } = simulate({ calls, concurrency: 64, latencyMs: 40, limit, seed });
      expect(wallMs / 60_000).toBeLessThan(1.12);
      expect(share).toBeLessThan(0.08);
    }
  });
});

describe('under throttling that is not about the rate', () => {
  const worlds: [string, Partial<World>][] = [
    ['30 % by chance', { random: 0.3 }],
    ['half by chance', { random: 0.5 }],
    ['5 % by chance', { random: 0.05 }],
    ['others who take all that the limit gives', { limit: () => 50, others: 60 }],
  ];

  test.each(worlds)('%s: it does not slow down for long', (_name, world) => {
    for (const latencyMs of [5, 40]) {
      const base = { calls: 1000, concurrency: 32, latencyMs, ...world };
      const mean = (paced: boolean) =>
        seeds.reduce((sum, seed) => sum + simulate({ ...base, seed, paced }).wallMs, 0);
      expect(mean(true) / mean(false)).toBeLessThan(2);
    }
  });

  test('a limit that comes on top of it is noticed', () => {
    for (const seed of seeds) {
      const limit = (now: number) => (now < 3_000 ? 10_000 : 50);
      const base = { calls: 3000, concurrency: 32, latencyMs: 40, limit, seed };
      const [ours, none] = [simulate(base), simulate({ ...base, paced: false })];
      expect(ours.share).toBeLessThan(none.share / 3);
    }
  });
});

describe('without throttling', () => {
  test('nothing waits but for the slow start', () => {
    const base = { calls: 2000, concurrency: 32, latencyMs: 40, seed: 1 };
    const [ours, none] = [simulate(base), simulate({ ...base, paced: false })];
    expect(ours.law.rate).toBe(Number.POSITIVE_INFINITY);
    expect(ours.wallMs / none.wallMs).toBeLessThan(1.2);
  });

  test('failures of another kind do not slow', () => {
    const law = new PacingLaw();
    for (let now = 0; now < 100; now += 1) law.answered(now, law.start(now), 'other');
    expect(law.rate).toBe(Number.POSITIVE_INFINITY);
    expect(law.wait(100)).toBe(0);
  });

  test('a few throttled calls among many do not either', () => {
    const law = new PacingLaw();
    for (let now = 0; now < 1000; now += 1) {
      law.answered(now, law.start(now), now % 25 === 0 ? 'throttled' : 'ok');
    }
    expect(law.rate).toBe(Number.POSITIVE_INFINITY);
  });
});

test('at first 8 attempts are under way, and the more go through the more may be', () => {
  const law = new PacingLaw();
  const tickets = Array.from({ length: 8 }, () => law.start(0));
  expect(law.wait(0)).toBe(Number.POSITIVE_INFINITY);
  for (const ticket of tickets) law.answered(40, ticket, 'ok');
  for (let now = 41; now < 161; now += 1) law.answered(now, law.start(now), 'ok');
  const more = Array.from({ length: 20 }, () => law.start(161));
  expect(more).toHaveLength(20);
  expect(law.wait(161)).toBe(0);
});

describe('at a steady rate', () => {
  /** A law that has found its limit, with calls of that rate under way. */
  function steady(calls: number) {
    const law = new PacingLaw();
    const before = Array.from({ length: 3 }, () => law.start(0));
    for (const ticket of before) law.answered(40, ticket, 'throttled');
    let now = 40 + law.wait(40);
    for (let call = 0; call < 12; call += 1) {
      now += 20;
      law.answered(now, law.start(now), 'ok');
    }
    expect(law.rate).toBeLessThan(Number.POSITIVE_INFINITY);
    return { law, now, tickets: Array.from({ length: calls }, () => law.start(now)) };
  }

  test.each([
    [9, true],
    [8, false],
  ])('of 32 answers %i throttled mean another limit: %s', (throttled, isSearched) => {
    const { law, now, tickets } = steady(32);
    tickets.forEach((ticket, at) => {
      expect(law.rate).toBeLessThan(Number.POSITIVE_INFINITY);
      // At most 5 of the first 24: they are the trial of a rate.
      const isThrottled = at < 5 || (at >= 24 && at < 24 + throttled - 5);
      law.answered(now + 100, ticket, isThrottled ? 'throttled' : 'ok');
    });
    expect(law.rate === Number.POSITIVE_INFINITY).toBe(isSearched);
  });
});
