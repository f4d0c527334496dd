import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CappedLaw } from '../../../shared/runtime/pacing/cap.ts';
import { PacingLaw } from '../../../shared/runtime/pacing/law.ts';

/** When calls start that all want to at once, and are answered at once. */
function startsOf(law: CappedLaw, calls: number, latencyMs = 0): number[] {
  let now = 1000;
  return Array.from({ length: calls }, () => {
    now += law.wait(now);
    const ticket = law.start(now);
    law.answered(now + latencyMs, ticket, 'ok');
    return now;
  });
}

test('never more in any second than is set', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }),
      (most, pauses) => {
        const law = new CappedLaw(new PacingLaw(), most);
        let now = 0;
        const starts = pauses.map((pause) => {
          now += pause;
          now += law.wait(now);
          law.answered(now, law.start(now), 'ok');
          return now;
        });
        for (const [at, start] of starts.entries()) {
          const later = starts[at + most];
          expect(later === undefined || later - start >= 1000).toBe(true);
        }
      },
    ),
  );
});

test('a second’s worth starts at once, and the rest as fast as is set', () => {
  const starts = startsOf(new CappedLaw(new PacingLaw(), 5), 12);
  const seconds = starts.map((start) => (start - 1000) / 1000);
  expect(seconds).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]);
});

test('waits where the law under it waits longer', () => {
  const inner = new PacingLaw();
  const law = new CappedLaw(inner, 1000);
  const tickets = Array.from({ length: 8 }, () => law.start(0));
  expect(inner.wait(0)).toBe(Number.POSITIVE_INFINITY);
  expect(law.wait(0)).toBe(Number.POSITIVE_INFINITY);
  for (const ticket of tickets) law.answered(1, ticket, 'ok');
  expect(law.wait(1)).toBe(0);
});
