import { describe, expect, test } from 'vitest';
import { Search } from '../../../shared/runtime/pacing/search.ts';

/** A search that began at 0 with a round trip of 40 ms, and has resumed at 40. */
function resumed({ ok = 0, throttled = 0 } = {}) {
  const search = new Search(0, 40);
  for (let call = 0; call < ok; call += 1) search.saw(true);
  for (let call = 0; call < throttled; call += 1) search.saw(false);
  expect(search.resumes).toBe(40);
  return { search, rate: search.resume(40) };
}

const answers = (search: Search, ok: boolean, count: number) => {
  for (let call = 0; call < count; call += 1) search.saw(ok);
};

describe('a search is done', () => {
  test('after 12 calls that went through, those of its pause included', () => {
    const { search } = resumed({ ok: 5 });
    answers(search, true, 6);
    expect(search.done).toBe(false);
    answers(search, true, 1);
    expect(search.done).toBe(true);
  });

  test('after 16 that were throttled, those of its pause not included', () => {
    const { search } = resumed({ throttled: 10 });
    answers(search, false, 15);
    expect(search.done).toBe(false);
    answers(search, false, 1);
    expect(search.done).toBe(true);
  });
});

test('the pause is a round trip, and never none', () => {
  expect(new Search(100, 0).resumes).toBe(102);
  expect(new Search(100, 7).resumes).toBe(107);
});

test('it goes on with what came through in the pause, and one more', () => {
  expect(resumed({ ok: 3 }).rate).toBe(4 / 40);
  expect(resumed().rate).toBe(1 / 40);
});

test('a throttled call takes a fifth off, or nothing where it went out at an earlier rate', () => {
  const { search } = resumed();
  expect(search.lowered(100, 0.001, true)).toBeCloseTo(0.0008);
  expect(search.lowered(100, 0.001, false)).toBe(0.001);
});

test('a rate is never above what can have gone through, nor below what did for certain', () => {
  const { search } = resumed({ ok: 9 });
  // 10 calls in 40 ms, of which the first half is no time to go through in.
  expect(search.bounded(40, 9)).toBe(10 / 20);
  expect(search.bounded(20, 9)).toBe(9);
  // For certain: seven tenths of 8 calls in 40 ms.
  expect(search.bounded(4_000, 0)).toBeCloseTo((0.7 * 8) / 40);
});
