import { describe, expect, test } from 'vitest';
import { createPatience } from '../../../../shared/cache/warm/patience.ts';
import { RegistryRefusal } from '../../../../shared/cache/warm/registry-http.ts';

const refused = (status: number, more: object = {}) =>
  new RegistryRefusal({ status, code: 'X', message: 'no', ...more });

/** A patience whose pauses take no time, and what it is asked for: each answer once, then `done`. */
function started(answers: (Error | 'done')[], timeLeft = () => Number.POSITIVE_INFINITY) {
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  let asked = 0;
  const work = async () => {
    const answer = answers[asked] ?? 'done';
    asked += 1;
    if (answer !== 'done') throw answer;
    return answer;
  };
  return { patience: createPatience(timeLeft, pause), work, pauses, asked: () => asked };
}

describe('an upstream that has had too many requests', () => {
  test('has three pauses, each twice as long, and then is left alone', async () => {
    const { patience, work, pauses } = started(Array(4).fill(refused(429)));
    await expect(patience.ask(work)).rejects.toThrow(RegistryRefusal);
    expect(pauses).toEqual([10_000, 20_000, 40_000]);
    expect(patience.stopped()).toBe('rate limit');
  });

  test('that answers after the third pause is asked on', async () => {
    const { patience, work, pauses } = started(Array(3).fill(refused(429)));
    expect(await patience.ask(work)).toBe('done');
    expect(pauses).toHaveLength(3);
    expect(patience.stopped()).toBeUndefined();
  });

  test.each([
    [1_500, 1_500],
    [600_000, 120_000],
  ])('has the pause that it names, %i ms, within two minutes', async (retryAfterMs, ms) => {
    const { patience, work, pauses } = started([refused(429, { retryAfterMs })]);
    await patience.ask(work);
    expect(pauses).toEqual([ms]);
  });

  test('is known by the code too', async () => {
    const { patience, work, pauses } = started([refused(400, { code: 'TOOMANYREQUESTS' })]);
    expect(await patience.ask(work)).toBe('done');
    expect(pauses).toEqual([10_000]);
  });

  test.each([
    [85_000, undefined],
    [84_999, 'rate limit'],
  ])('has no pause that %i ms have no room for', async (left, stopped) => {
    const { patience, work } = started([refused(429)], () => left);
    await patience.ask(work).catch(() => {});
    expect(patience.stopped()).toBe(stopped);
  });
});

describe('one that does not answer', () => {
  test.each([0, 500, 503])('with %i is asked once more, after a pause', async (status) => {
    const { patience, work, pauses } = started([refused(status)]);
    expect(await patience.ask(work)).toBe('done');
    expect(pauses).toEqual([5_000]);
  });

  test('is not asked a third time; pauses for too many requests do not count', async () => {
    const answers = [refused(429), refused(503), refused(429), refused(503)];
    const { patience, work, asked } = started(answers);
    await expect(patience.ask(work)).rejects.toThrow(RegistryRefusal);
    expect(asked()).toBe(4);
  });

  test.each([
    [75_000, 2],
    [74_999, 1],
  ])('is asked again while there is time: %i ms', async (left, times) => {
    const { patience, work, asked } = started([refused(503)], () => left);
    await patience.ask(work).catch(() => {});
    expect(asked()).toBe(times);
  });

  test.each([400, 401, 403, 404, 499])('is none with %i', async (status) => {
    const { patience, work, pauses } = started([refused(status)]);
    await expect(patience.ask(work)).rejects.toThrow(RegistryRefusal);
    expect(pauses).toEqual([]);
  });
});

test('a defect is no answer', async () => {
  const { patience, work, asked } = started([new TypeError('x')]);
  await expect(patience.ask(work)).rejects.toThrow(TypeError);
  expect(asked()).toBe(1);
});

describe('what ECR is importing', () => {
  test('is asked for three times', async () => {
    const { patience, work, pauses } = started(Array(3).fill(refused(404)));
    expect(await patience.askImported(work)).toBe(false);
    expect(pauses).toEqual([5_000, 5_000]);
  });

  test('is there at the third time', async () => {
    const { patience, work } = started(Array(2).fill(refused(404)));
    expect(await patience.askImported(work)).toBe(true);
  });

  test.each([
    [75_000, 3],
    [74_999, 1],
  ])('is waited for while there is time: %i ms', async (left, times) => {
    const { patience, work, asked } = started(Array(9).fill(refused(404)), () => left);
    expect(await patience.askImported(work)).toBe(false);
    expect(asked()).toBe(times);
  });

  test.each([refused(403), new TypeError('x')])('may be refused: %s', async (error) => {
    const { patience, work } = started([error]);
    await expect(patience.askImported(work)).rejects.toThrow(error);
  });
});

test.each([
  [75_000, undefined],
  [74_999, 'time'],
])('with %i ms left a run stops for %s', (left, stopped) => {
  expect(started([], () => left).patience.stopped()).toBe(stopped);
});
